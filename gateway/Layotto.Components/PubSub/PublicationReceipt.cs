namespace Layotto.Components.PubSub;

/// <summary>Tells a publisher when every subscription of its broker is done with a message.</summary>
public sealed class PublicationReceipt
{
    private readonly TaskCompletionSource<bool> _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // The publication itself is one of them, so that nothing is settled before all subscriptions have the message.
    private int _open = 1;

    /// <summary>True once all are done with the message; false once one of them has lost it.</summary>
    public Task<bool> Settled => _settled.Task;

    /// <summary>One more has the message.</summary>
    public void Open() => Interlocked.Increment(ref _open);

    /// <summary>One of those that have the message is done with it.</summary>
    public void Close()
    {
        if (Interlocked.Decrement(ref _open) == 0)
            _settled.TrySetResult(true);
    }

    /// <summary>One of those that have the message has lost it.</summary>
    public void GiveUp() => _settled.TrySetResult(false);
}

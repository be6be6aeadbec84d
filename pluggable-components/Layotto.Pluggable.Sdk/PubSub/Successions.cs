using System.Diagnostics.CodeAnalysis;
using Layotto.Components.PubSub;

namespace Layotto.Pluggable.Sdk.PubSub;

/// <summary>
/// For a broker that has its messages in this process alone: what a stream leaves without an acknowledgement goes to the one that has taken
/// its place already, or else waits for the next. A sidecar that opens a stream anew may be faster than the end of the old one.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore that nobody waits for by a handle holds nothing.")]
internal sealed class Successions
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly List<(string Topic, IBufferedSubscription Subscription)> _current = [];

    /// <summary>Subscribes.</summary>
    public async Task<IAsyncDisposable> SubscribeAsync(IPubSub broker, SubscribeRequest request, MessageHandler handler, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var subscription = await broker.SubscribeAsync(request, handler, cancellationToken).ConfigureAwait(false);
            if (broker is IVolatilePubSub && subscription is IBufferedSubscription buffered)
                _current.Add((request.Topic, buffered));
            return subscription;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Passes on what a subscription that has been disposed still holds.</summary>
    public async Task LeaveAsync(IPubSub broker, string topic, IAsyncDisposable left)
    {
        if (broker is not IVolatilePubSub origin || left is not IBufferedSubscription buffered)
            return;
        await _turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            _current.RemoveAll(one => one.Subscription == buffered);
            var rest = buffered.TakeRest();
            if (rest.Count == 0)
                return;
            var successor = _current.FindLastIndex(one => one.Topic == topic);
            if (successor >= 0)
                _current[successor].Subscription.TakeOver(rest);
            else
                origin.TakeBack(rest);
        }
        finally
        {
            _turn.Release();
        }
    }
}

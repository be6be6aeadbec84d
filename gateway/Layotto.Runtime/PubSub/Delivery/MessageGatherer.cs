using System.Threading.Channels;
using Layotto.Components.PubSub;

namespace Layotto.Runtime.PubSub.Delivery;

/// <summary>Gathers the single messages of a broker that doesn't hand out many at once. Each waits for the end of the bulk it came into.</summary>
internal sealed class MessageGatherer : IAsyncDisposable
{
    private readonly Channel<Waiting> _waiting;
    private readonly BulkSubscribeOptions _options;
    private readonly BulkMessageHandler _handler;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _running;

    /// <summary>Begins to gather.</summary>
    /// <param name="options">How messages are gathered.</param>
    /// <param name="handler">Takes them.</param>
    /// <param name="time">The clock.</param>
    public MessageGatherer(BulkSubscribeOptions options, BulkMessageHandler handler, TimeProvider time)
    {
        _options = options;
        _handler = handler;
        _time = time;
        _waiting = Channel.CreateBounded<Waiting>(options.MaxMessages);
        _running = Task.Run(RunAsync);
    }

    /// <summary>Takes a message, as a handler of single ones.</summary>
    public async Task TakeAsync(PubSubMessage message, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(message, new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously));
        await _waiting.Writer.WriteAsync(waiting, cancellationToken).ConfigureAwait(false);
        if (await waiting.Done.Task.WaitAsync(cancellationToken).ConfigureAwait(false) is { } error)
            throw error;
    }

    /// <summary>Delivers what is there, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _ending.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _ending.Dispose();
    }

    private async Task RunAsync()
    {
        var gathered = new List<Waiting>(_options.MaxMessages);
        while (await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            gathered.Clear();
            await GatherAsync(gathered).ConfigureAwait(false);
            IReadOnlyList<Exception?> errors;
            try
            {
                errors = await _handler([.. gathered.Select(one => one.Message)], CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                errors = [.. gathered.Select(_ => exception)];
            }

            for (var index = 0; index < gathered.Count; index++)
                gathered[index].Done.TrySetResult(errors[index]);
        }
    }

    // The wait begins with the first message; at the end nothing is waited for.
    private async Task GatherAsync(List<Waiting> gathered)
    {
        using var patience = new CancellationTokenSource(_options.MaxWait, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _ending.Token);
        try
        {
            while (gathered.Count < _options.MaxMessages)
            {
                while (gathered.Count < _options.MaxMessages && _waiting.Reader.TryRead(out var next))
                    gathered.Add(next);
                if (gathered.Count < _options.MaxMessages && !await _waiting.Reader.WaitToReadAsync(either.Token).ConfigureAwait(false))
                    return;
            }
        }
        catch (OperationCanceledException)
        {
            // Enough was waited.
        }
    }

    private sealed record Waiting(PubSubMessage Message, TaskCompletionSource<Exception?> Done);
}

using Grpc.Core;

namespace Layotto.Pluggable.Connections;

/// <summary>
/// A stream of messages from a process, each of which is answered over the same stream. When it ends before it is disposed, because the
/// process died or for any other reason, it is opened again; what was not answered is for the process to send once more.
/// </summary>
/// <typeparam name="TAnswer">What goes to the process.</typeparam>
/// <typeparam name="TMessage">What comes from it.</typeparam>
internal sealed class AnsweredStream<TAnswer, TMessage> : IAsyncDisposable
    where TAnswer : class
    where TMessage : class
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan PartingPatience = TimeSpan.FromSeconds(1);

    private readonly ComponentLink _link;
    private readonly Func<CallInvoker, CancellationToken, AsyncDuplexStreamingCall<TAnswer, TMessage>> _open;
    private readonly TAnswer? _greeting;
    private readonly Func<TMessage, CancellationToken, Task<TAnswer?>> _handle;
    private readonly SemaphoreSlim _room;
    private readonly int _most;
    private readonly CancellationTokenSource _stopping;
    private volatile bool _isLeaving;
    private volatile AnswerWriter<TAnswer>? _answers;
    private Task _running = Task.CompletedTask;

    /// <summary>Creates the stream; it begins with <see cref="StartAsync"/>.</summary>
    /// <param name="link">The component and its process.</param>
    /// <param name="open">Opens the call.</param>
    /// <param name="greeting">What is sent first; null for nothing.</param>
    /// <param name="handle">
    /// Handles a message and gives the answer, or null where it stays without one. It throws nothing but what cancellation makes it throw;
    /// its token fires when the stream has ended, so that an answer would be in vain.
    /// </param>
    /// <param name="most">The most messages handled at once; as long as there are so many, no further one is read.</param>
    public AnsweredStream(
        ComponentLink link,
        Func<CallInvoker, CancellationToken, AsyncDuplexStreamingCall<TAnswer, TMessage>> open,
        TAnswer? greeting,
        Func<TMessage, CancellationToken, Task<TAnswer?>> handle,
        int most)
    {
        _link = link;
        _open = open;
        _greeting = greeting;
        _handle = handle;
        _most = most;
        _room = new SemaphoreSlim(most, most);
        _stopping = CancellationTokenSource.CreateLinkedTokenSource(link.Stopping);
    }

    /// <summary>Opens the stream if the process is there, and keeps it open from now on.</summary>
    public async Task StartAsync()
    {
        var opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _running = Task.Run(() => RunAsync(opened, _stopping.Token), CancellationToken.None);
        await opened.Task.ConfigureAwait(false);
    }

    /// <summary>Takes no further message, lets those under way be answered, and closes the stream.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isLeaving)
            return;
        _isLeaving = true;

        // All the room there is means that nobody is in it. What takes the stream away under it ends this too.
        for (var taken = 0; taken < _most; taken++)
            await _room.WaitAsync(_link.Stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await PartAsync().ConfigureAwait(false);
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    // A process that reads the end of the answers has read them all; a stream that is cut off may take the last of them along.
    private async Task PartAsync()
    {
        if (_answers is not { } answers)
            return;
        try
        {
            await answers.CompleteAsync().WaitAsync(PartingPatience, _link.Context.TimeProvider, _link.Stopping).ConfigureAwait(false);
            await _running.WaitAsync(PartingPatience, _link.Context.TimeProvider, _link.Stopping).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // It has ended already, or the process holds on to it.
        }
    }

    private async Task RunAsync(TaskCompletionSource opened, CancellationToken cancellationToken)
    {
        var delay = FirstDelay;
        while (!cancellationToken.IsCancellationRequested)
        {
            // Whoever starts it doesn't wait for a process that is away.
            var waiting = _link.WaitForSessionAsync(cancellationToken);
            if (!waiting.IsCompleted)
                opened.TrySetResult();
            var hadMessages = false;
            string reason;
            try
            {
                var session = await waiting.ConfigureAwait(false);
                hadMessages = await ReadAsync(session, opened, cancellationToken).ConfigureAwait(false);
                reason = "the process ended it";
            }
            catch (RpcException exception)
            {
                reason = exception.Status.Detail.Length > 0 ? exception.Status.Detail : exception.StatusCode.ToString();
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                reason = exception.Message;
            }

            opened.TrySetResult();
            if (_isLeaving || cancellationToken.IsCancellationRequested)
                return;
            LinkLog.StreamEnded(_link.Context.Logger, _link.Context.Name, reason);
            delay = hadMessages ? FirstDelay : delay;
            await Task.Delay(delay, _link.Context.TimeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
        }
    }

    private async Task<bool> ReadAsync(ComponentSession session, TaskCompletionSource opened, CancellationToken cancellationToken)
    {
        var hadMessages = false;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(session.Lost, cancellationToken);
        using var call = _open(_link.InvokerOf(session), ending.Token);
        var answers = new AnswerWriter<TAnswer>(call.RequestStream);
        try
        {
            if (_greeting is not null)
                await answers.WriteAsync(_greeting).ConfigureAwait(false);
            _answers = answers;
            opened.TrySetResult();
            while (await call.ResponseStream.MoveNext(CancellationToken.None).ConfigureAwait(false))
            {
                hadMessages = true;
                var message = call.ResponseStream.Current;
                await _room.WaitAsync(ending.Token).ConfigureAwait(false);
                if (_isLeaving)
                {
                    // It stays without an answer, so the process keeps it.
                    _room.Release();
                    continue;
                }

                _ = HandleAsync(message, answers, ending.Token);
            }

            return hadMessages;
        }
        finally
        {
            _answers = null;
            await ending.CancelAsync().ConfigureAwait(false);
        }
    }

    private async Task HandleAsync(TMessage message, AnswerWriter<TAnswer> answers, CancellationToken ended)
    {
        // The reader goes on with the next message meanwhile.
        await Task.Yield();
        try
        {
            if (await _handle(message, ended).ConfigureAwait(false) is { } answer)
                await answers.WriteAsync(answer).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is RpcException or InvalidOperationException or OperationCanceledException)
        {
            // The stream ended before the answer was sent; the process has not heard it and sends the message again.
        }
        finally
        {
            _room.Release();
        }
    }
}

using System.Collections.Concurrent;
using System.Globalization;
using Grpc.Core;

namespace Layotto.Pluggable.Sdk.Serving;

/// <summary>The messages of one stream, each of which is answered over the same stream or goes back to where it came from.</summary>
/// <typeparam name="TMessage">What goes to the sidecar.</typeparam>
/// <typeparam name="TAnswer">What it answers.</typeparam>
/// <param name="stream">Where the messages go.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class AnsweredMessages<TMessage, TAnswer>(IServerStreamWriter<TMessage> stream, TimeProvider timeProvider) : IDisposable
    where TMessage : class
{
    /// <summary>How long what is under way has to be answered when the process is told to end.</summary>
    private static readonly TimeSpan PartingPatience = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, TaskCompletionSource<TAnswer>> _unanswered = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _ended = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private TaskCompletionSource? _paused;
    private long _lastId;

    /// <summary>Sends a message and waits for its answer.</summary>
    /// <param name="create">Makes the message of its id.</param>
    /// <param name="cancellationToken">Fires when the answer is no longer of use.</param>
    /// <exception cref="OperationCanceledException">There is none: the stream has ended, so the message goes back.</exception>
    /// <remarks>While the stream is paused, the message waits.</remarks>
    public async Task<TAnswer> SendAsync(Func<string, TMessage> create, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref _lastId).ToString(CultureInfo.InvariantCulture);
        var answer = new TaskCompletionSource<TAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token, cancellationToken);
        _unanswered[id] = answer;
        try
        {
            while (Volatile.Read(ref _paused) is { } paused)
                await paused.Task.WaitAsync(either.Token).ConfigureAwait(false);
            await WriteAsync(create(id), either.Token).ConfigureAwait(false);

            // Whichever is first counts: an answer that came before the end stays one.
            using var giveUp = either.Token.UnsafeRegister(static waiting => ((TaskCompletionSource<TAnswer>)waiting!).TrySetCanceled(), answer);
            return await answer.Task.ConfigureAwait(false);
        }
        finally
        {
            _unanswered.TryRemove(id, out _);
        }
    }

    /// <summary>Takes an answer; one to a message that waits for none is passed over.</summary>
    public void Answer(string id, TAnswer answer)
    {
        if (_unanswered.TryGetValue(id, out var waiting))
            waiting.TrySetResult(answer);
    }

    /// <summary>Sends no further message until <see cref="Resume"/>; those that have been sent are answered all the same.</summary>
    public void Pause()
        => Interlocked.CompareExchange(ref _paused, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), null);

    /// <summary>Sends messages again.</summary>
    public void Resume() => Interlocked.Exchange(ref _paused, null)?.TrySetResult();

    /// <summary>Lets messages and answers pass until the sidecar ends the stream, or the process is told to end.</summary>
    /// <param name="read">Reads answers until there are no more.</param>
    /// <param name="source">Where the messages come from; it is disposed in the end.</param>
    /// <param name="call">The call's own end.</param>
    /// <param name="stopping">Fires when the process is told to end.</param>
    public async Task RunAsync(Func<CancellationToken, Task> read, IAsyncDisposable source, CancellationToken call, CancellationToken stopping)
    {
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(call);
        var answers = read(reading.Token);
        await answers.WaitAsync(stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // Nobody answers any more, or what is under way still may. What a pause has held back isn't.
        Volatile.Read(ref _paused)?.TrySetCanceled(CancellationToken.None);
        if (answers.IsCompleted)
            await _ended.CancelAsync().ConfigureAwait(false);
        var ending = source.DisposeAsync().AsTask();
        using (var patience = new CancellationTokenSource(PartingPatience, timeProvider))
            await Task.WhenAny(ending, answers, Task.Delay(Timeout.Infinite, patience.Token)).ConfigureAwait(false);
        await _ended.CancelAsync().ConfigureAwait(false);
        await ending.ConfigureAwait(false);
        await reading.CancelAsync().ConfigureAwait(false);
        try
        {
            await answers.ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not RpcException)
        {
            // The sidecar has gone, or was told that the process ends: neither is an error.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ended.Cancel();
        _ended.Dispose();
    }

    private async Task WriteAsync(TMessage message, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await stream.WriteAsync(message, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new OperationCanceledException("The stream has ended.", exception);
        }
        finally
        {
            _writing.Release();
        }
    }
}

using System.Collections.Concurrent;
using Grpc.Core;

namespace Layotto.Conformance.Tests.Processes;

/// <summary>Sends messages over a stream, and waits for the answer to each.</summary>
internal sealed class AnsweredStream<TMessage, TAnswer>(IServerStreamWriter<TMessage> responses) : IDisposable
    where TAnswer : class
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<TAnswer>> _unanswered = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _writing = new(1, 1);
    private int _ids;

    /// <summary>Sends one.</summary>
    /// <param name="create">Makes the message with its id.</param>
    /// <param name="cancellationToken">Fires when the stream ends.</param>
    public async Task<TAnswer> SendAsync(Func<string, TMessage> create, CancellationToken cancellationToken)
    {
        var id = $"{Interlocked.Increment(ref _ids)}";
        var answer = new TaskCompletionSource<TAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        _unanswered[id] = answer;
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await responses.WriteAsync(create(id), cancellationToken);
        }
        finally
        {
            _writing.Release();
        }

        return await answer.Task.WaitAsync(cancellationToken);
    }

    public void Dispose() => _writing.Dispose();

    public void Answer(string id, TAnswer answer)
    {
        if (_unanswered.TryRemove(id, out var waiting))
            waiting.TrySetResult(answer);
    }
}

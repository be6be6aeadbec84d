using Grpc.Core;

namespace Layotto.Pluggable.Connections;

/// <summary>Lets many write to a stream that takes one message at a time.</summary>
internal sealed class AnswerWriter<TAnswer>(IClientStreamWriter<TAnswer> stream) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Writes a message when it is its turn.</summary>
    /// <exception cref="RpcException">The stream has ended.</exception>
    public async Task WriteAsync(TAnswer answer)
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            await stream.WriteAsync(answer).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Says that nothing more comes, once what is being written has been.</summary>
    public async Task CompleteAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            await stream.CompleteAsync().ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}

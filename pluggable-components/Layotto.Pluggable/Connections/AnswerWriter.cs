using Grpc.Core;

namespace Layotto.Pluggable.Connections;

/// <summary>Lets many write to a stream that takes one message at a time.</summary>
internal sealed class AnswerWriter<TAnswer>(IClientStreamWriter<TAnswer> stream)
{
    private readonly Lock _sync = new();
    private Task _last = Task.CompletedTask;

    /// <summary>Writes a message after those that came before it.</summary>
    /// <exception cref="RpcException">The stream has ended.</exception>
    public Task WriteAsync(TAnswer answer) => Follow(() => stream.WriteAsync(answer));

    /// <summary>Says that nothing more comes, after everything that came before.</summary>
    public Task CompleteAsync() => Follow(stream.CompleteAsync);

    private Task Follow(Func<Task> write)
    {
        lock (_sync)
            return _last = AfterAsync(_last, write);
    }

    // Each is told of its own failure; that of another is no reason not to try.
    private static async Task AfterAsync(Task before, Func<Task> write)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await write().ConfigureAwait(false);
    }
}

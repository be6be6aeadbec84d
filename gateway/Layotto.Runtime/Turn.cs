using System.Threading.Channels;

namespace Layotto.Runtime;

/// <summary>A mutex for asynchronous work: one holder at a time, the others wait in the order in which they came. Nothing of it needs to be disposed.</summary>
internal sealed class Turn
{
    private readonly Channel<bool> _held = Channel.CreateBounded<bool>(1);

    /// <summary>Waits for the turn.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The turn; to be disposed exactly once.</returns>
    public async ValueTask<Holder> TakeAsync(CancellationToken cancellationToken)
    {
        await _held.Writer.WriteAsync(true, cancellationToken).ConfigureAwait(false);
        return new Holder(this);
    }

    internal readonly struct Holder(Turn turn) : IDisposable
    {
        public void Dispose() => turn._held.Reader.TryRead(out _);
    }
}

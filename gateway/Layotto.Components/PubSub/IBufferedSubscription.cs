namespace Layotto.Components.PubSub;

/// <summary>
/// A subscription that holds messages in this process that no broker would deliver again. It can rest without losing them, and be emptied
/// before it is disposed.
/// </summary>
public interface IBufferedSubscription : IAsyncDisposable
{
    /// <summary>Hands no further messages out; those that come are kept. Handlers under way go on.</summary>
    void Pause();

    /// <summary>Hands messages out again.</summary>
    void Resume();

    /// <summary>Waits until everything kept has been handed out at least once and no handler is under way. Nothing is taken back.</summary>
    /// <param name="cancellationToken">Ends the patience.</param>
    Task DrainAsync(CancellationToken cancellationToken);
}

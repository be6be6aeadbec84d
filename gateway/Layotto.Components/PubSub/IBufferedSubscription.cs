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

    /// <summary>
    /// Takes out what nobody has acknowledged, in the order of publication. To be called once the subscription is disposed, or its disposal
    /// was given up; what is still under way then is among it.
    /// </summary>
    IReadOnlyList<BufferedMessage> TakeRest();

    /// <summary>Takes messages over from a subscription in whose place this one is, beyond its bounds if need be. They come before its own.</summary>
    void TakeOver(IReadOnlyList<BufferedMessage> messages);
}

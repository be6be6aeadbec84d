namespace Layotto.Components.PubSub;

/// <summary>
/// A broker that holds messages in this process alone, so that they end with it. Whoever has a message in a safe place can keep it there
/// until it has been delivered.
/// </summary>
public interface IVolatilePubSub : IPubSub
{
    /// <summary>Publishes a message as <see cref="IPubSub.PublishAsync"/> does.</summary>
    /// <returns>
    /// Done with true when every subscription has acknowledged the message, or it has waited for one in vain; with false when it was lost.
    /// </returns>
    /// <exception cref="ComponentException">The message wasn't published, or nobody knows.</exception>
    ValueTask<Task<bool>> PublishWithReceiptAsync(PublishRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Takes back what a subscription held that has ended without a successor, as if nobody had taken it: the next one to its topic gets it,
    /// if one comes in time.
    /// </summary>
    void TakeBack(IReadOnlyList<BufferedMessage> messages);
}

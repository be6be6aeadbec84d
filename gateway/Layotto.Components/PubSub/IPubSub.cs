namespace Layotto.Components.PubSub;

/// <summary>
/// A message broker. What one can do beyond single messages is told by the further interfaces it implements: <see cref="IBulkPublisher"/>,
/// <see cref="IBulkSubscriber"/>.
/// </summary>
public interface IPubSub : IComponent
{
    /// <summary>Publishes a message. It is answered only once the broker has taken the message over, whatever that means for the broker.</summary>
    /// <exception cref="PubSubException">The broker refused it, and said why with a status.</exception>
    /// <exception cref="ComponentException">The message wasn't published, or nobody knows.</exception>
    ValueTask PublishAsync(PublishRequest request, CancellationToken cancellationToken);

    /// <summary>Begins to receive the messages of a topic.</summary>
    /// <param name="request">The topic, and how it is read.</param>
    /// <param name="handler">
    /// Takes each message. That it ends is the acknowledgement, and an exception is the refusal: the broker delivers the message again, as
    /// it does with what it has no answer to. An <see cref="OperationCanceledException"/> gives the message back as if it had never been
    /// delivered: it doesn't count as a failed delivery, and never sends the message to a dead-letter queue of the broker.
    /// </param>
    /// <param name="cancellationToken">Ends the attempt to subscribe; the subscription that it leads to goes on.</param>
    /// <returns>
    /// The subscription. Its disposal takes no further message in, and is done when the handlers under way have ended and the broker has
    /// been told of how. It may also be an <see cref="IBufferedSubscription"/>.
    /// </returns>
    /// <exception cref="ComponentException">The topic can't be subscribed to.</exception>
    ValueTask<IAsyncDisposable> SubscribeAsync(SubscribeRequest request, MessageHandler handler, CancellationToken cancellationToken);
}

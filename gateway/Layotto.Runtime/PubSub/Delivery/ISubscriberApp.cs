namespace Layotto.Runtime.PubSub.Delivery;

/// <summary>The app, as the one who takes events.</summary>
public interface ISubscriberApp
{
    /// <summary>Delivers an event.</summary>
    /// <param name="event">The event.</param>
    /// <param name="cancellationToken">Ends the delivery.</param>
    /// <returns>What the app made of it. That it can't be reached is a <see cref="DeliveryStatus.Retry"/>.</returns>
    /// <exception cref="OperationCanceledException">The delivery was ended, or the one who took events is gone: the message is given back.</exception>
    ValueTask<DeliveryResult> DeliverAsync(TopicEvent @event, CancellationToken cancellationToken);

    /// <summary>Delivers many events.</summary>
    /// <param name="events">The events.</param>
    /// <param name="cancellationToken">Ends the delivery.</param>
    /// <returns>What the app made of each.</returns>
    /// <exception cref="OperationCanceledException">The delivery was ended, or the one who took events is gone: the messages are given back.</exception>
    ValueTask<BulkDeliveryResult> DeliverManyAsync(BulkTopicEvents events, CancellationToken cancellationToken);
}

namespace Layotto.Components.PubSub;

/// <summary>Takes a message; see <see cref="IPubSub.SubscribeAsync"/> for what its end means.</summary>
/// <param name="message">The message. Its bytes may be kept until the task is done.</param>
/// <param name="cancellationToken">Fires when the broker has taken the message back, so that an answer would be in vain.</param>
public delegate Task MessageHandler(PubSubMessage message, CancellationToken cancellationToken);

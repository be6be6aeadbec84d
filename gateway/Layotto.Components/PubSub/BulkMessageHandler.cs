namespace Layotto.Components.PubSub;

/// <summary>Takes several messages of a topic at once.</summary>
/// <param name="messages">The messages; at least one. Their bytes may be kept until the task is done.</param>
/// <param name="cancellationToken">Fires when the broker has taken the messages back, so that an answer would be in vain.</param>
/// <returns>For each message, in their order, what one handler's end would have been: null for done, else the exception.</returns>
public delegate Task<IReadOnlyList<Exception?>> BulkMessageHandler(IReadOnlyList<PubSubMessage> messages, CancellationToken cancellationToken);

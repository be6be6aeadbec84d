namespace Layotto.Components.PubSub;

/// <summary>A message that a subscription holds in this process.</summary>
/// <param name="Message">The message.</param>
/// <param name="Receipt">Who waits for its end; null for nobody.</param>
public readonly record struct BufferedMessage(PubSubMessage Message, PublicationReceipt? Receipt);

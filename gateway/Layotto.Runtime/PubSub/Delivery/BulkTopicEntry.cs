namespace Layotto.Runtime.PubSub.Delivery;

/// <summary>One of many events on their way to the app.</summary>
/// <param name="EntryId">By which the app answers for it.</param>
/// <param name="Data">The message as it came.</param>
/// <param name="ContentType">The message's content type.</param>
/// <param name="Event">The event.</param>
public sealed record BulkTopicEntry(string EntryId, ReadOnlyMemory<byte> Data, string ContentType, TopicEvent Event);

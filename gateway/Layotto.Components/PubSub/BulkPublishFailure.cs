namespace Layotto.Components.PubSub;

/// <summary>A message that wasn't published.</summary>
/// <param name="EntryId">Which one.</param>
/// <param name="Message">Why, as a sentence for the caller.</param>
public readonly record struct BulkPublishFailure(string EntryId, string Message);

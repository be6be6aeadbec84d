namespace Layotto.Components.PubSub;

/// <summary>How messages are gathered before they are handed out.</summary>
/// <param name="MaxMessages">The most messages at once; at least 1.</param>
/// <param name="MaxWait">How long the first of them waits for others.</param>
public readonly record struct BulkSubscribeOptions(int MaxMessages, TimeSpan MaxWait);

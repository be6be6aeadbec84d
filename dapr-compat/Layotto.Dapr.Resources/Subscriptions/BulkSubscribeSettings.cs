namespace Layotto.Dapr.Resources.Subscriptions;

/// <summary>Delivery of many messages at once.</summary>
public sealed record BulkSubscribeSettings
{
    /// <summary>Whether it is on.</summary>
    public bool IsEnabled { get; init; }

    /// <summary>How many messages are delivered at once at most; 0 for the component's own bound.</summary>
    public int MaxMessagesCount { get; init; }

    /// <summary>How many milliseconds messages are waited for; 0 for the component's own bound.</summary>
    public int MaxAwaitDurationMs { get; init; }
}

namespace Layotto.Runtime.PubSub.Events;

/// <summary>What an event is made of, beside what the publisher said.</summary>
/// <param name="PubSubName">The pub/sub component.</param>
/// <param name="Topic">The topic.</param>
/// <param name="AppId">The publisher.</param>
/// <param name="TraceParent">The trace context in W3C's form; empty for none.</param>
/// <param name="TraceState">The trace's state; empty for none.</param>
/// <param name="Now">The time.</param>
/// <param name="Expiration">When the event is no longer to be delivered; null for never, or where the broker sees to it.</param>
internal readonly record struct EventSource(
    string PubSubName, string Topic, string AppId, string TraceParent, string TraceState, DateTimeOffset Now, DateTimeOffset? Expiration);

namespace Layotto.Components.PubSub;

/// <summary>Asks for the messages of a topic.</summary>
/// <param name="Topic">The topic; with <see cref="PubSubFeatures.SubscribeWildcards"/> it may be a pattern of the broker's.</param>
/// <param name="Metadata">What the subscription tells the broker; empty rather than null.</param>
/// <param name="MaxConcurrency">The most messages to hand out at once; null for the broker's own bound.</param>
public readonly record struct SubscribeRequest(string Topic, IReadOnlyDictionary<string, string> Metadata, int? MaxConcurrency = null);

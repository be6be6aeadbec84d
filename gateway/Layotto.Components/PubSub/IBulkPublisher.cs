namespace Layotto.Components.PubSub;

/// <summary>
/// A broker that publishes many messages at once; its features have <see cref="PubSubFeatures.BulkPublish"/>. For those that don't, the
/// runtime publishes one by one, in parallel.
/// </summary>
public interface IBulkPublisher : IPubSub
{
    /// <summary>Publishes messages, each for itself.</summary>
    /// <param name="topic">The topic; not empty.</param>
    /// <param name="entries">The messages; at least one, with ids that differ.</param>
    /// <param name="metadata">The request's metadata; empty rather than null.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The messages that weren't published; empty when all were.</returns>
    /// <exception cref="ComponentException">None was published, or nobody knows.</exception>
    ValueTask<IReadOnlyList<BulkPublishFailure>> PublishManyAsync(
        string topic,
        IReadOnlyList<BulkPublishEntry> entries,
        IReadOnlyDictionary<string, string> metadata,
        CancellationToken cancellationToken);
}

namespace Layotto.Components.PubSub;

/// <summary>One of many messages to be published.</summary>
/// <param name="EntryId">By which its failure is told; not empty, and unique within the request.</param>
/// <param name="Data">The payload, published byte for byte. The broker copies it if it keeps it beyond the call.</param>
/// <param name="ContentType">The payload's content type; may be empty.</param>
/// <param name="Metadata">The message's metadata; empty rather than null.</param>
public readonly record struct BulkPublishEntry(
    string EntryId,
    ReadOnlyMemory<byte> Data,
    string ContentType,
    IReadOnlyDictionary<string, string> Metadata);

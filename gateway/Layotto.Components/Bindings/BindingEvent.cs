namespace Layotto.Components.Bindings;

/// <summary>Something that an input binding has read.</summary>
public sealed class BindingEvent
{
    /// <summary>No metadata.</summary>
    public static readonly IReadOnlyDictionary<string, string> NoMetadata = System.Collections.Frozen.FrozenDictionary<string, string>.Empty;

    /// <summary>Its bytes as they came; may be empty.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>What is known about it.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = NoMetadata;

    /// <summary>The type of its bytes where it is known, else null.</summary>
    public string? ContentType { get; init; }
}

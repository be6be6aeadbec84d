namespace Layotto.Components.Bindings;

/// <summary>What an output binding answers.</summary>
public sealed class BindingResponse
{
    /// <summary>The bytes; may be empty.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Facts about the answer.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = BindingEvent.NoMetadata;

    /// <summary>The type of the bytes where it is known, else null.</summary>
    public string? ContentType { get; init; }
}

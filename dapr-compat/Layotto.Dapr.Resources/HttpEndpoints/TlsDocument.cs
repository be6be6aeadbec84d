using Layotto.Components.Specification;

namespace Layotto.Dapr.Resources.HttpEndpoints;

/// <summary>A certificate or key, or a reference to one.</summary>
public sealed record TlsDocument
{
    /// <summary>The PEM text; null where a reference stands instead. It may be a key and is never shown.</summary>
    public string? Value { get; init; }

    /// <summary>The secret it is read from, if any.</summary>
    public SecretKeyReference? SecretKeyRef { get; init; }

    /// <summary>Where it was written.</summary>
    public SourceLocation? Source { get; init; }
}

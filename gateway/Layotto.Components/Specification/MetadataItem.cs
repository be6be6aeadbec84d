namespace Layotto.Components.Specification;

/// <summary>One entry of <c>spec.metadata</c>: a value, a reference to a secret, or a reference to the environment.</summary>
public sealed record MetadataItem
{
    /// <summary>The key.</summary>
    public required string Name { get; init; }

    /// <summary>The value as text (numbers and booleans in their YAML spelling); null where a reference stands instead.</summary>
    public string? Value { get; init; }

    /// <summary>The secret it is read from, if any.</summary>
    public SecretKeyReference? SecretKeyRef { get; init; }

    /// <summary>The environment variable it is read from, if any.</summary>
    public string? EnvRef { get; init; }

    /// <summary>Where it was written.</summary>
    public SourceLocation? Source { get; init; }
}

namespace Layotto.Components.Specification;

/// <summary>
/// A component as an operator wrote it, in Dapr's YAML or in Layotto's JSON. It never changes; what runs is a
/// <see cref="ComponentInstance"/> made from it.
/// </summary>
public sealed record ComponentSpecification
{
    /// <summary>The time a component has to initialise when <c>initTimeout</c> isn't given (Dapr's default).</summary>
    public static readonly TimeSpan DefaultInitTimeout = TimeSpan.FromSeconds(5);

    /// <summary>The instance's name, unique among all components.</summary>
    public required string Name { get; init; }

    /// <summary>The type, such as <c>state.sqlite</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The version as written; may be empty.</summary>
    public string Version { get; init; } = "";

    /// <summary>The namespace as written; empty for none.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>Whether the gateway starts all the same when this component can't.</summary>
    public bool IgnoreErrors { get; init; }

    /// <summary>How long the initialisation may take.</summary>
    public TimeSpan InitTimeout { get; init; } = DefaultInitTimeout;

    /// <summary>The settings, in the order written.</summary>
    public IReadOnlyList<MetadataItem> Metadata { get; init; } = [];

    /// <summary>The secret store that <c>secretKeyRef</c> entries are read from; empty for none.</summary>
    public string SecretStore { get; init; } = "";

    /// <summary>
    /// The program and its arguments that the gateway is to keep running, because the component is in its process; empty for none.
    /// </summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>The app ids that may use the component; empty for all.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>Where it was written.</summary>
    public SourceLocation? Source { get; init; }

    /// <summary>How logs and errors name the component, in Dapr's form: <c>orders (state.redis/v1)</c>.</summary>
    public override string ToString() => Version.Length == 0 ? $"{Name} ({Type})" : $"{Name} ({Type}/{Version})";
}

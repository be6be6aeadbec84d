using Layotto.Components.Specification;

namespace Layotto.Runtime.Invocation;

/// <summary>Which name resolver is used, and with what settings.</summary>
public sealed record NameResolutionOptions
{
    /// <summary>The resolver's name within its kind, such as <c>mdns</c>; empty for the default one.</summary>
    public string Component { get; init; } = "";

    /// <summary>Its version; may be empty.</summary>
    public string Version { get; init; } = "";

    /// <summary>Its settings; lists and mappings are JSON.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>How long it may take to get ready. Default 5 s, as for any component.</summary>
    public TimeSpan InitTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Waits until the resolver's type is there, for as long as the component it is given has to initialise; null for not at all.</summary>
    public Func<ComponentSpecification, CancellationToken, Task>? AwaitType { get; init; }
}

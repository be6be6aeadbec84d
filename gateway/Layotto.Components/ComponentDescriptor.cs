using Layotto.Components.Metadata;

namespace Layotto.Components;

/// <summary>A component type as the catalogue knows it: what it is called, what it takes, and how an instance is made.</summary>
public sealed class ComponentDescriptor
{
    /// <summary>What kind of component it is.</summary>
    public required ComponentKind Kind { get; init; }

    /// <summary>Its name within the kind: <c>sqlite</c> of <c>state.sqlite</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Further names within the kind: <c>sqlite3</c> means <c>sqlite</c>.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The version this descriptor is of. An empty version, <c>v0</c> and <c>v1</c> ask for the same one.</summary>
    public string Version { get; init; } = "v1";

    /// <summary>What it is, in a sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>The settings it takes.</summary>
    public MetadataSchema Schema { get; init; } = MetadataSchema.Empty;

    /// <summary>The path of the socket behind which a process of its own offers it; null when it is built in.</summary>
    public string? Socket { get; init; }

    /// <summary>What it can do once initialised, as far as that is known beforehand: for descriptions.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>Makes an instance that is not yet initialised.</summary>
    public required Func<IComponent> Create { get; init; }

    /// <summary>The full type, such as <c>state.sqlite</c>.</summary>
    public string Type => $"{Kind.Category}.{Name}";

    /// <inheritdoc/>
    public override string ToString() => $"{Type}/{Version}";
}

namespace Layotto.Components.Metadata;

/// <summary>The settings that a component type takes.</summary>
public sealed class MetadataSchema
{
    /// <summary>Creates the schema from its settings, in the order in which a description shows them.</summary>
    public MetadataSchema(params IReadOnlyList<MetadataField> fields) => Fields = fields;

    /// <summary>A component without settings.</summary>
    public static MetadataSchema Empty { get; } = new();

    /// <summary>A component whose settings nobody here knows, such as a pluggable one: no key is unknown to it.</summary>
    public static MetadataSchema Open { get; } = new() { IsOpen = true };

    /// <summary>The settings, in the order in which a description shows them.</summary>
    public IReadOnlyList<MetadataField> Fields { get; }

    /// <summary>Whether the component takes further keys than those of <see cref="Fields"/>.</summary>
    public bool IsOpen { get; init; }

    /// <summary>
    /// Looks at everything the metadata gives, and reports every problem at once: missing and wrong values as errors, keys that
    /// the schema doesn't know as warnings that name the nearest known one.
    /// </summary>
    /// <param name="metadata">What the operator wrote.</param>
    /// <param name="isElsewhereKnown">Tells keys that somebody else reads, such as the runtime's own; null for none.</param>
    public IReadOnlyList<MetadataProblem> Check(ComponentMetadata metadata, Func<string, bool>? isElsewhereKnown = null)
    {
        var problems = new List<MetadataProblem>();
        foreach (var field in Fields)
        {
            if (field.Check(metadata) is { } problem)
                problems.Add(problem);
        }

        foreach (var (key, _) in metadata)
        {
            if (!IsOpen && !Fields.Any(field => field.IsNamed(key)) && isElsewhereKnown?.Invoke(key) != true)
                problems.Add(new MetadataProblem(key, UnknownMessage(key), IsWarning: true));
        }

        return problems;
    }

    private string UnknownMessage(string key)
    {
        var message = $"The metadata key \"{key}\" is unknown to this component and has no effect";
        var near = Fields.Select(field => field.Name).MinBy(name => EditDistance.Between(key, name));
        return near is not null && EditDistance.Between(key, near) <= Math.Max(1, near.Length / 4)
            ? $"{message}; did you mean \"{near}\"?"
            : $"{message}.";
    }
}

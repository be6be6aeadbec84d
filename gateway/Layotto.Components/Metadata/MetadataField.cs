namespace Layotto.Components.Metadata;

/// <summary>
/// One setting of a component type: its name, how it is read, and how it is described. The same object that reads a value
/// at start-up is what <c>layotto components describe</c> prints and <c>layotto check</c> validates against.
/// </summary>
/// <remarks>
/// A factory below makes the plain setting; what else there is to say about it follows in a <c>with</c>:
/// <code>MetadataField.Text("password", "The user's password.") with { IsSensitive = true, Aliases = ["pwd"] }</code>
/// </remarks>
public abstract record MetadataField
{
    private protected MetadataField(string name, string typeName, string description)
    {
        Name = name;
        TypeName = typeName;
        Description = description;
    }

    /// <summary>The key, in the spelling of Dapr's documentation. It is matched whatever its case.</summary>
    public string Name { get; }

    /// <summary>What kind of value it takes, such as <c>duration</c>.</summary>
    public string TypeName { get; }

    /// <summary>What it is for, in a sentence.</summary>
    public string Description { get; }

    /// <summary>Further names it goes by.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Whether the component can't start without it.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Whether its value must never be shown: a password, a key, a connection string with one in it.</summary>
    public bool IsSensitive { get; init; }

    /// <summary>An example of a right value, for descriptions and errors.</summary>
    public string? Example { get; init; }

    /// <summary>The values it takes, where it takes no others.</summary>
    public IReadOnlyList<string> AllowedValues { get; init; } = [];

    /// <summary>The default in the words of the metadata, or null where there is none.</summary>
    public abstract string? DefaultText { get; }

    /// <inheritdoc/>
    public sealed override string ToString() => Name;

    /// <summary>Whether a key means this setting: its name or an alias, whatever the case.</summary>
    public bool IsNamed(string key)
        => Name.Equals(key, StringComparison.OrdinalIgnoreCase) || Aliases.Contains(key, StringComparer.OrdinalIgnoreCase);

    /// <summary>Looks at what the metadata gives for this setting.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    public abstract MetadataProblem? Check(ComponentMetadata metadata);

    /// <summary>The key under which the metadata gives a non-empty value; the name goes before the aliases, and those by their order.</summary>
    private protected string? FindKey(ComponentMetadata metadata)
    {
        if (metadata.FindGiven(Name) is { } key)
            return key;
        foreach (var alias in Aliases)
        {
            if (metadata.FindGiven(alias) is { } other)
                return other;
        }

        return null;
    }

    private protected MetadataProblem Missing()
    {
        var example = Example is null ? "" : $", such as {Example}";
        return new MetadataProblem(Name, $"The metadata key \"{Name}\" is missing; it takes a {TypeName}{example}: {Description}");
    }

    /// <summary>A text setting.</summary>
    public static MetadataField<string> Text(string name, string description, string? defaultValue = null)
        => new(name, "text", description, MetadataParsers.Text, defaultValue ?? "", defaultValue);

    /// <summary>
    /// A yes-or-no setting; <c>1</c>, <c>t</c>, <c>true</c>, <c>y</c>, <c>yes</c> and <c>on</c> mean yes, whatever their case.
    /// Everything else means no, as in Dapr; what isn't a word for no either is warned about.
    /// </summary>
    public static MetadataField<bool> Boolean(string name, string description, bool defaultValue = false)
        => new(name, "boolean", description, MetadataParsers.Boolean, defaultValue, defaultValue ? "true" : "false") { IsForgiving = true };

    /// <summary>A whole number within bounds; <c>0x1f</c>, <c>0o17</c> and <c>0b101</c> are numbers too.</summary>
    public static MetadataField<long> Integer(
        string name, string description, long? defaultValue = null, long minimum = long.MinValue, long maximum = long.MaxValue)
        => new(name, "integer", description, MetadataParsers.Integer(minimum, maximum), defaultValue ?? 0,
            defaultValue?.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>A number above zero, with or without a fraction.</summary>
    public static MetadataField<double> PositiveNumber(string name, string description, double? defaultValue = null)
        => new(name, "number", description, MetadataParsers.PositiveNumber, defaultValue ?? 0,
            defaultValue?.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>A length of time: a Go duration (<c>1m30s</c>, <c>500ms</c>) or a whole number of seconds.</summary>
    public static MetadataField<TimeSpan> Duration(
        string name, string description, TimeSpan? defaultValue = null, TimeSpan? minimum = null)
        => new(name, "duration", description, MetadataParsers.Duration(minimum), defaultValue ?? TimeSpan.Zero,
            defaultValue is { } value ? GoDuration.Format(value) : null);

    /// <summary>A number of bytes: a whole number or a quantity such as <c>10Ki</c> or <c>4M</c>.</summary>
    public static MetadataField<long> Bytes(string name, string description, long? defaultValue = null)
        => new(name, "byte size", description, MetadataParsers.Bytes, defaultValue ?? 0,
            defaultValue?.ToString(System.Globalization.CultureInfo.InvariantCulture));
}

namespace Layotto.Components.Metadata;

/// <summary>A setting whose values are of one type.</summary>
/// <typeparam name="T">What a value becomes once it is read.</typeparam>
public sealed record MetadataField<T> : MetadataField
{
    internal MetadataField(string name, string typeName, string description, MetadataParser<T> parser, T defaultValue, string? defaultText)
        : base(name, typeName, description)
    {
        Parser = parser;
        DefaultValue = defaultValue;
        DefaultText = defaultText;
    }

    /// <inheritdoc/>
    public override string? DefaultText { get; }

    /// <summary>What it is when nothing is given.</summary>
    public T DefaultValue { get; }

    internal MetadataParser<T> Parser { get; }

    /// <summary>Whether a wrong value is only warned about, and read as whatever the parser makes of it.</summary>
    internal bool IsForgiving { get; init; }

    /// <summary>Reads the setting from the metadata, by its name or else by one of its aliases.</summary>
    /// <returns>The value given, or <see cref="DefaultValue"/> when the key is absent or its value is empty.</returns>
    /// <exception cref="MetadataException">The value isn't of this type, or a required one is missing.</exception>
    public T Read(ComponentMetadata metadata)
    {
        if (FindKey(metadata) is not { } key)
            return IsRequired ? throw new MetadataException([Missing()]) : DefaultValue;
        return Parse(metadata, key, out var value) is { IsWarning: false } problem ? throw new MetadataException([problem]) : value;
    }

    /// <inheritdoc/>
    public override MetadataProblem? Check(ComponentMetadata metadata)
    {
        if (FindKey(metadata) is not { } key)
            return IsRequired ? Missing() : null;
        return Parse(metadata, key, out _);
    }

    private MetadataProblem? Parse(ComponentMetadata metadata, string key, out T value)
    {
        var text = metadata[key]!;
        var expectation = Parser(text, out value);
        if (expectation is null && AllowedValues.Count > 0 && !AllowedValues.Contains(text, StringComparer.OrdinalIgnoreCase))
            expectation = AllowedValues.Count == 1 ? AllowedValues[0] : $"one of {string.Join(", ", AllowedValues)}";
        if (expectation is null)
            return null;
        var given = IsSensitive || metadata.IsSecret(key) ? "has a value that can't be used" : $"is \"{Shorten(text)}\"";
        return new MetadataProblem(key, $"The metadata key \"{key}\" {given}; it must be {expectation}.", IsForgiving);
    }

    // A value is quoted in an error only as far as it helps to find it.
    private static string Shorten(string text) => text.Length <= 60 ? text : string.Concat(text.AsSpan(0, 60), "…");
}

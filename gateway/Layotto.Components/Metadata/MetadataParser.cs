namespace Layotto.Components.Metadata;

/// <summary>Reads a setting's text.</summary>
/// <param name="text">The text; never empty.</param>
/// <param name="value">What it says.</param>
/// <returns>Null when it is right, else what would be: the end of a sentence that begins "must be".</returns>
internal delegate string? MetadataParser<T>(string text, out T value);

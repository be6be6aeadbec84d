namespace Layotto.Gateway.Rendering;

/// <summary>Text from files, made fit for a terminal: what a terminal would act on is replaced.</summary>
internal static class SafeText
{
    /// <summary>The text with every control character replaced, newlines included.</summary>
    public static string Of(string text)
        => text.Any(char.IsControl) ? string.Concat(text.Select(character => char.IsControl(character) ? '\uFFFD' : character)) : text;
}

namespace Layotto.Components.Middleware.OAuth2;

/// <summary>Reads <c>name=value&amp;…</c>, the form of queries.</summary>
internal static class FormText
{
    /// <summary>The parameters, decoded, in their order.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Parse(string text)
    {
        foreach (var pair in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            yield return equals < 0 ? new(Decode(pair), "") : new(Decode(pair[..equals]), Decode(pair[(equals + 1)..]));
        }
    }

    /// <summary>The first value of a parameter; empty where it isn't given.</summary>
    public static string First(string text, string name) => Parse(text).FirstOrDefault(pair => pair.Key == name).Value ?? "";

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}

namespace Layotto.Components.Metadata;

/// <summary>Words for yes and no, as Dapr reads them.</summary>
public static class Truth
{
    /// <summary>Whether a text means yes: <c>1</c>, <c>t</c>, <c>true</c>, <c>y</c>, <c>yes</c>, <c>on</c>, whatever their case. Everything else means no.</summary>
    public static bool IsTruthy(string? text)
        => text is not null && IsOneOf(text.AsSpan().Trim(), "1", "t", "true", "y", "yes", "on");

    /// <summary>Whether a text means no in so many words: <c>0</c>, <c>f</c>, <c>false</c>, <c>n</c>, <c>no</c>, <c>off</c>, or nothing.</summary>
    public static bool IsFalsy(string? text)
        => text is null || IsOneOf(text.AsSpan().Trim(), "", "0", "f", "false", "n", "no", "off");

    private static bool IsOneOf(ReadOnlySpan<char> text, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (text.Equals(word, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}

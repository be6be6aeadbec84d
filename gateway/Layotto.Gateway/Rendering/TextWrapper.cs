namespace Layotto.Gateway.Rendering;

/// <summary>Breaks text into lines.</summary>
internal static class TextWrapper
{
    /// <summary>Breaks a text at its blanks into lines of at most a width; a longer word stands alone. At least one line.</summary>
    public static IEnumerable<string> Wrap(string text, int width)
    {
        var rest = text.AsMemory().TrimEnd();
        while (rest.Length > width)
        {
            var head = rest.Span[..(width + 1)];
            var end = head.LastIndexOf(' ');
            if (end <= 0)
                end = rest.Span.IndexOf(' ');
            if (end <= 0)
                break;
            yield return rest[..end].TrimEnd().ToString();
            rest = rest[end..].TrimStart();
        }

        yield return rest.ToString();
    }
}

namespace Layotto.Runtime.Expressions;

/// <summary>
/// An expression can't be understood, or can't be evaluated over the values it was given. The message is a sentence that starts with
/// the place, such as <c>column 14: expected an operand after "&amp;&amp;"</c>.
/// </summary>
public sealed class CelException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="position">Where in the expression, counted from 0 in UTF-16 units.</param>
    /// <param name="message">The sentence, place included.</param>
    public CelException(int position, string message)
        : base(message)
        => Position = position;

    /// <summary>Where in the expression it is, counted from 0 in UTF-16 units.</summary>
    public int Position { get; }

    /// <summary>An error at a place of a text.</summary>
    internal static CelException At(string text, int position, string detail) => new(position, $"{Place(text, position)}: {detail}");

    private static string Place(string text, int position)
    {
        var before = text.AsSpan(0, Math.Min(position, text.Length));
        var line = before.Count('\n') + 1;
        var column = before.Length - (before.LastIndexOf('\n') + 1) + 1;
        return text.Contains('\n', StringComparison.Ordinal) ? $"line {line}, column {column}" : $"column {column}";
    }
}

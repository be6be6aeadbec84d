namespace Layotto.Gateway.CommandLine.Flags;

/// <summary>A mistake on the command line.</summary>
/// <param name="Subject">The flag, with its value where it has one: <c>--app-port "x"</c>.</param>
/// <param name="Message">What is wrong and what would be right; it follows the subject and a colon.</param>
internal sealed record FlagProblem(string Subject, string Message)
{
    private const int LongestQuotedValue = 80;

    /// <summary>A mistake in the value of a flag.</summary>
    public static FlagProblem InValue(Flag flag, string value, string message)
        => new($"{flag.Option} \"{Shorten(value)}\"", message);

    /// <inheritdoc/>
    public override string ToString() => $"{Subject}: {Message}";

    // A value comes from outside: it is shown short, and without anything a terminal would act on.
    private static string Shorten(string value)
    {
        var shown = value.Length <= LongestQuotedValue ? value : string.Concat(value.AsSpan(0, LongestQuotedValue), "…");
        return string.Concat(shown.Select(character => char.IsControl(character) ? '\uFFFD' : character));
    }
}

namespace Layotto.Gateway.Rendering;

/// <summary>Where the program writes what it has to say, and what that place can show.</summary>
/// <param name="output">Standard output.</param>
/// <param name="error">Standard error.</param>
internal sealed class Terminal(TextWriter output, TextWriter error)
{
    /// <summary>The widest line, in characters: longer ones are hard to read, even where there is room.</summary>
    public const int WidestLine = 100;

    private const int NarrowestLine = 40;

    /// <summary>Standard output.</summary>
    public TextWriter Output { get; } = output;

    /// <summary>Standard error.</summary>
    public TextWriter Error { get; } = error;

    /// <summary>Whether standard output is a terminal, and not a file or a pipe.</summary>
    public bool IsInteractive { get; init; }

    /// <summary>Whether standard output shows colours.</summary>
    public bool HasColor { get; init; }

    /// <summary>How many characters a line may have.</summary>
    public int Width { get; init; } = WidestLine;

    /// <summary>The terminal of this process. <c>NO_COLOR</c> (no-color.org) and <c>TERM=dumb</c> turn colours off.</summary>
    public static Terminal OfProcess()
    {
        var interactive = !Console.IsOutputRedirected;
        return new Terminal(Console.Out, Console.Error)
        {
            IsInteractive = interactive,
            HasColor = interactive
                && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
                && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb"),
            Width = interactive ? Math.Clamp(Console.WindowWidth - 1, NarrowestLine, WidestLine) : WidestLine,
        };
    }

    /// <summary>The text in a colour, where colours show.</summary>
    public string Paint(string text, TextColor color) => HasColor ? $"\e[{(int)color}m{text}\e[0m" : text;
}

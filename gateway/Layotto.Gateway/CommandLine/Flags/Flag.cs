namespace Layotto.Gateway.CommandLine.Flags;

/// <summary>A flag of the sidecar: what it is called, what it takes, and how help describes it.</summary>
/// <param name="Name">The name, without dashes.</param>
/// <param name="Placeholder">What help calls its value, such as <c>PORT</c>; null for a boolean, which may stand alone.</param>
/// <param name="Default">The text that stands in when it isn't given: the same one is parsed and shown.</param>
/// <param name="Group">Where help lists it.</param>
/// <param name="Description">What it does, in a line or two.</param>
internal sealed record Flag(string Name, string? Placeholder, string Default, FlagGroup Group, string Description)
{
    /// <summary>The values it takes, where it takes no others; for help and for completion.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Whether it may be given several times.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>What to use in its place, where it is deprecated; it then works, with a warning, and isn't in help.</summary>
    public string? Deprecation { get; init; }

    /// <summary>Whether it may stand alone, meaning true, and never takes the next word for its value.</summary>
    public bool IsBoolean => Placeholder is null;

    /// <summary>The name as it is written.</summary>
    public string Option => $"--{Name}";
}

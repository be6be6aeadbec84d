using Layotto.Gateway.CommandLine.Flags;
using Layotto.Gateway.Rendering;

namespace Layotto.Gateway.CommandLine.Verbs;

/// <summary>The parts of a page of help that list the sidecar's flags.</summary>
internal static class FlagSections
{
    /// <summary>The groups, in order.</summary>
    public static IReadOnlyList<FlagGroup> All { get; } =
    [
        FlagGroup.App, FlagGroup.Ports, FlagGroup.Resources, FlagGroup.Limits, FlagGroup.Security, FlagGroup.ControlPlane,
        FlagGroup.Logs, FlagGroup.Process,
    ];

    /// <summary>A section for each group.</summary>
    /// <param name="groups">The groups.</param>
    public static IEnumerable<HelpSection> Create(IEnumerable<FlagGroup> groups)
        => groups.Select(group => new HelpSection(TitleOf(group), [.. SidecarFlags.All
            .Where(flag => flag.Group == group && flag.Deprecation is null)
            .Select(flag => (Words(flag), Meaning(flag)))]));

    private static string Words(Flag flag) => flag.IsBoolean ? flag.Option : $"{flag.Option} {flag.Placeholder}";

    private static string Meaning(Flag flag)
    {
        var remarks = new List<string>();
        if (flag.Values.Count > 0)
            remarks.Add(string.Join(", ", flag.Values));
        if (flag.IsRepeatable)
            remarks.Add("repeatable");
        if (flag.Default is not ("" or "false"))
            remarks.Add($"default {flag.Default}");
        return remarks.Count == 0 ? flag.Description : $"{flag.Description} [{string.Join("; ", remarks)}]";
    }

    private static string TitleOf(FlagGroup group) => group switch
    {
        FlagGroup.App => "App",
        FlagGroup.Ports => "Ports (on loopback unless you say otherwise)",
        FlagGroup.Resources => "Resources",
        FlagGroup.Limits => "Limits",
        FlagGroup.Security => "Security",
        FlagGroup.ControlPlane => "Control plane",
        FlagGroup.Logs => "Logs",
        _ => "Other",
    };
}

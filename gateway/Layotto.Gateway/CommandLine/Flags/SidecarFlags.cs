namespace Layotto.Gateway.CommandLine.Flags;

/// <summary>Every flag of the sidecar: those of daprd (<c>cmd/daprd/options/options.go</c>), and <c>--component-command</c>.</summary>
internal static class SidecarFlags
{
    /// <summary>All of them, group by group.</summary>
    public static IReadOnlyList<Flag> All { get; } =
    [
        .. AppFlags.All, .. PortFlags.All, .. ResourceFlags.All, .. LimitFlags.All, .. SecurityFlags.All, .. ControlPlaneFlags.All,
        .. LogFlags.All, .. ProcessFlags.All,
    ];

    private static readonly Dictionary<string, Flag> ByName = All.ToDictionary(flag => flag.Name, StringComparer.Ordinal);

    /// <summary>Finds a flag by its name without dashes; null when there is none.</summary>
    public static Flag? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>Reads all flags that configure the sidecar, and checks what goes together.</summary>
    public static GatewayOptions Read(FlagValues values)
    {
        var options = new GatewayOptions { AppId = "" };
        options = AppFlags.Read(values, options);
        options = PortFlags.Read(values, options);
        options = ResourceFlags.Read(values, options);
        options = LimitFlags.Read(values, options);
        options = SecurityFlags.Read(values, options);
        options = ControlPlaneFlags.Read(values, options);
        options = LogFlags.Read(values, options);
        AppFlags.Check(values, options);
        PortFlags.Check(values, options);
        SecurityFlags.Check(values, options);
        return options;
    }
}

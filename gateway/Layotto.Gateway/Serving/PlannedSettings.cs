namespace Layotto.Gateway.Serving;

/// <summary>
/// Settings that are read and checked but not built yet. An operator who uses one is told at start; one that would make a promise of
/// security stops the start instead.
/// </summary>
internal static class PlannedSettings
{
    /// <summary>What is set and has no effect.</summary>
    public static IEnumerable<string> WithoutEffect(GatewayOptions options, GatewayResources resources)
    {
        var configuration = resources.Configuration;
        (bool IsUsed, string What)[] settings =
        [
            (options.PlacementAddresses.Count > 0, "--placement-host-address"),
            (options.SchedulerAddresses.Count > 0, "--scheduler-host-address"),
            (options.Mode == GatewayMode.Kubernetes, "--mode kubernetes"),
            (configuration.Mtls.IsEnabled, "the Configuration's mtls"),
        ];
        return settings.Where(setting => setting.IsUsed).Select(setting => setting.What);
    }

    /// <summary>Refuses what would be taken for a protection that isn't there.</summary>
    /// <exception cref="GatewayStartException">Mutual TLS was asked for.</exception>
    public static void RequireNoMissingProtection(GatewayOptions options)
    {
        if (options.EnableMtls)
        {
            throw new GatewayStartException(
            [
                "Mutual TLS between sidecars was asked for with --enable-mtls and is not built yet. Start without it, and keep the "
                    + "sidecar-to-sidecar port on a network you trust.",
            ]);
        }
    }
}

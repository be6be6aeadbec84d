namespace Layotto.Gateway.CommandLine.Flags;

/// <summary>The flags about who may call whom.</summary>
internal static class SecurityFlags
{
    public static readonly Flag AllowedOrigins = new("allowed-origins", "ORIGINS", "", FlagGroup.Security,
        "Origins that browsers may call the HTTP API from, separated by commas; * for all. Without it, none.");

    public static readonly Flag EnableMtls = new("enable-mtls", null, "false", FlagGroup.Security,
        "Encrypt calls between sidecars, with certificates of Dapr's Sentry.");

    public static readonly Flag SentryAddress = new("sentry-address", "HOST:PORT", "", FlagGroup.Security,
        "Where Dapr's Sentry is.");

    public static readonly Flag SentryJwtAudiences = new("sentry-request-jwt-audiences", "AUDIENCES", "", FlagGroup.Security,
        "Audiences of a request for a certificate. Without it, the trust domain.")
    { IsRepeatable = true };

    public static IReadOnlyList<Flag> All { get; } = [AllowedOrigins, EnableMtls, SentryAddress, SentryJwtAudiences];

    public static GatewayOptions Read(FlagValues values, GatewayOptions options) => options with
    {
        AllowedOrigins = values.List(AllowedOrigins),
        EnableMtls = values.Boolean(EnableMtls),
        SentryAddress = values.OptionalText(SentryAddress),
        SentryJwtAudiences = values.List(SentryJwtAudiences),
    };

    /// <summary>What doesn't go together.</summary>
    public static void Check(FlagValues values, GatewayOptions options)
    {
        if (options.EnableMtls && options.SentryAddress is null)
            values.Report(new FlagProblem(EnableMtls.Option, $"needs {SentryAddress.Option}, the host and port of Dapr's Sentry."));
    }
}

namespace Layotto.Gateway.CommandLine.Flags;

/// <summary>The flags about the app.</summary>
internal static class AppFlags
{
    public static readonly Flag AppId = new("app-id", "ID", "", FlagGroup.App,
        "The app's name, by which others call it. Required; without dots.");

    public static readonly Flag AppPort = new("app-port", "PORT", "", FlagGroup.App,
        "Where the app listens. The sidecar waits until it does. Leave out for an app that only calls.");

    public static readonly Flag AppProtocol = new("app-protocol", "PROTOCOL", "http", FlagGroup.App,
        "What the app speaks.")
    { Values = ["http", "https", "h2c", "grpc", "grpcs"] };

    public static readonly Flag AppChannelAddress = new("app-channel-address", "HOST", "127.0.0.1", FlagGroup.App,
        "The host on which the app listens.");

    public static readonly Flag AppMaxConcurrency = new("app-max-concurrency", "COUNT", "-1", FlagGroup.App,
        "How many calls the app gets at once; -1 for any number.");

    public static readonly Flag EnableAppHealthCheck = new("enable-app-health-check", null, "false", FlagGroup.App,
        "Probe the app, and send it nothing while it is unhealthy.");

    public static readonly Flag AppHealthCheckPath = new("app-health-check-path", "PATH", "/healthz", FlagGroup.App,
        "The path of HTTP probes.");

    public static readonly Flag AppHealthProbeInterval = new("app-health-probe-interval", "SECONDS", "5", FlagGroup.App,
        "Time from one probe to the next.");

    public static readonly Flag AppHealthProbeTimeout = new("app-health-probe-timeout", "MILLISECONDS", "500", FlagGroup.App,
        "How long a probe may take; at most the interval.");

    public static readonly Flag AppHealthThreshold = new("app-health-threshold", "COUNT", "3", FlagGroup.App,
        "After how many failed probes in a row the app is unhealthy.");

    public static readonly Flag AppBindingOptionsTimeout = new("app-binding-options-timeout", "DURATION", "3s", FlagGroup.App,
        "How long the app may take to say which bindings it listens to.");

    public static readonly Flag DisableInitEndpoints = new("disable-init-endpoints", "ENDPOINTS", "", FlagGroup.App,
        "What not to ask the app for when it starts.")
    { Values = ["config", "subscribe"], IsRepeatable = true };

    public static readonly Flag AppSsl = new("app-ssl", null, "false", FlagGroup.App, "The app speaks TLS.")
    { Deprecation = "use --app-protocol https or grpcs" };

    public static IReadOnlyList<Flag> All { get; } =
    [
        AppId, AppPort, AppProtocol, AppChannelAddress, AppMaxConcurrency, EnableAppHealthCheck, AppHealthCheckPath,
        AppHealthProbeInterval, AppHealthProbeTimeout, AppHealthThreshold, AppBindingOptionsTimeout, DisableInitEndpoints, AppSsl,
    ];

    public static GatewayOptions Read(FlagValues values, GatewayOptions options)
    {
        var endpoints = InitEndpoints(values);
        var concurrency = values.Integer(AppMaxConcurrency);
        return options with
        {
            AppId = ReadAppId(values),
            AppPort = values.OptionalPort(AppPort) is > 0 and var port ? port : null,
            AppProtocol = Protocol(values),
            AppChannelAddress = values.OptionalText(AppChannelAddress) ?? AppChannelAddress.Default,
            AppMaxConcurrency = concurrency > 0 ? concurrency : null,
            EnableAppHealthCheck = values.Boolean(EnableAppHealthCheck),
            AppHealthCheckPath = values.OptionalText(AppHealthCheckPath) ?? AppHealthCheckPath.Default,
            AppHealthProbeInterval = TimeSpan.FromSeconds(PositiveOrDefault(values, AppHealthProbeInterval)),
            AppHealthProbeTimeout = TimeSpan.FromMilliseconds(PositiveOrDefault(values, AppHealthProbeTimeout)),
            AppHealthThreshold = PositiveOrDefault(values, AppHealthThreshold),
            AppBindingOptionsTimeout = values.Duration(AppBindingOptionsTimeout) is { Ticks: > 0 } timeout ? timeout : options.AppBindingOptionsTimeout,
            DisableConfigEndpoint = endpoints.Contains("config"),
            DisableSubscribeEndpoint = endpoints.Contains("subscribe"),
        };
    }

    /// <summary>What doesn't go together.</summary>
    public static void Check(FlagValues values, GatewayOptions options)
    {
        if (options.AppHealthProbeTimeout > options.AppHealthProbeInterval && !values.IsUnreadable(AppHealthProbeInterval))
        {
            values.Report(FlagProblem.InValue(AppHealthProbeTimeout, values.Text(AppHealthProbeTimeout),
                $"is longer than the {values.Text(AppHealthProbeInterval)} s of {AppHealthProbeInterval.Option}; it must be at most as long."));
        }
    }

    private static string ReadAppId(FlagValues values)
    {
        var id = values.Text(AppId);
        if (id.Length == 0)
            values.Report(new FlagProblem(AppId.Option, "is missing; give the app a name, such as --app-id orders."));
        else if (id.Contains('.', StringComparison.Ordinal))
            values.Report(FlagProblem.InValue(AppId, id, $"must not contain dots; \"{id.Replace('.', '-')}\" would do."));
        else if (id.Any(character => char.IsControl(character) || character == '/'))
            values.Report(FlagProblem.InValue(AppId, id, "must not contain slashes or control characters; letters, digits and dashes are best."));
        return id;
    }

    // Go by the default, as daprd does, where a number makes no sense.
    private static int PositiveOrDefault(FlagValues values, Flag flag)
        => values.Integer(flag) is > 0 and var number ? number : int.Parse(flag.Default, System.Globalization.CultureInfo.InvariantCulture);

    private static AppProtocol Protocol(FlagValues values)
    {
        var protocol = values.Text(AppProtocol).Length == 0 ? Gateway.AppProtocol.Http : (AppProtocol)values.Choice(AppProtocol);
        return (protocol, values.Boolean(AppSsl)) switch
        {
            (Gateway.AppProtocol.Http, true) => Gateway.AppProtocol.Https,
            (Gateway.AppProtocol.Grpc, true) => Gateway.AppProtocol.Grpcs,
            _ => protocol,
        };
    }

    private static HashSet<string> InitEndpoints(FlagValues values)
    {
        var endpoints = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var endpoint in values.List(DisableInitEndpoints))
        {
            if (DisableInitEndpoints.Values.Contains(endpoint, StringComparer.OrdinalIgnoreCase))
                endpoints.Add(endpoint);
            else
                values.Report(FlagProblem.InValue(DisableInitEndpoints, endpoint, FlagText.MustBeOneOf(DisableInitEndpoints, endpoint)));
        }

        return endpoints;
    }
}

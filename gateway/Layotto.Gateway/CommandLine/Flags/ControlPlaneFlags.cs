namespace Layotto.Gateway.CommandLine.Flags;

/// <summary>The flags about Dapr's control plane.</summary>
internal static class ControlPlaneFlags
{
    public static readonly Flag Address = new("control-plane-address", "HOST:PORT", "", FlagGroup.ControlPlane,
        "Where Dapr's operator is.");

    public static readonly Flag TrustDomain = new("control-plane-trust-domain", "DOMAIN", "localhost", FlagGroup.ControlPlane,
        "Trust domain of the control plane.");

    public static readonly Flag Namespace = new("control-plane-namespace", "NAMESPACE", "default", FlagGroup.ControlPlane,
        "Namespace of the control plane.");

    public static readonly Flag PlacementHostAddress = new("placement-host-address", "HOST:PORT,…", "", FlagGroup.ControlPlane,
        "Where Dapr's Placement service is. Without it, there are no actors.");

    public static readonly Flag SchedulerHostAddress = new("scheduler-host-address", "HOST:PORT,…", "", FlagGroup.ControlPlane,
        "Where Dapr's Scheduler is. Without it, there are no jobs and no reminders.")
    { IsRepeatable = true };

    public static readonly Flag SchedulerJobStreams = new("scheduler-job-streams", "COUNT", "3", FlagGroup.ControlPlane,
        "Streams of jobs to each Scheduler host.");

    public static readonly Flag ActorsDisseminateTimeout = new("actors-disseminate-timeout", "DURATION", "30s", FlagGroup.ControlPlane,
        "How long a round of actor placement may take.");

    public static readonly Flag ActorsService = new("actors-service", "TYPE:ADDRESS", "", FlagGroup.ControlPlane, "Has no effect.")
    { Deprecation = "it no longer has any effect" };

    public static readonly Flag RemindersService = new("reminders-service", "TYPE:ADDRESS", "", FlagGroup.ControlPlane, "Has no effect.")
    { Deprecation = "it no longer has any effect" };

    public static IReadOnlyList<Flag> All { get; } =
    [
        Address, TrustDomain, Namespace, PlacementHostAddress, SchedulerHostAddress, SchedulerJobStreams, ActorsDisseminateTimeout,
        ActorsService, RemindersService,
    ];

    public static GatewayOptions Read(FlagValues values, GatewayOptions options)
    {
        var streams = values.Integer(SchedulerJobStreams);
        if (streams < 1)
            values.Report(FlagProblem.InValue(SchedulerJobStreams, values.Text(SchedulerJobStreams), "must be at least 1."));
        var disseminateTimeout = values.Duration(ActorsDisseminateTimeout);
        if (disseminateTimeout <= TimeSpan.Zero)
            values.Report(FlagProblem.InValue(ActorsDisseminateTimeout, values.Text(ActorsDisseminateTimeout), "must be more than zero."));
        return options with
        {
            ControlPlaneAddress = values.OptionalText(Address),
            ControlPlaneTrustDomain = Substituted(values, TrustDomain, values.Environment.ControlPlaneTrustDomain),
            ControlPlaneNamespace = Substituted(values, Namespace, values.Environment.ControlPlaneNamespace),
            PlacementAddresses = Endpoints(values, PlacementHostAddress, null),
            SchedulerAddresses = Endpoints(values, SchedulerHostAddress, values.Environment.SchedulerHostAddress),
            SchedulerJobStreams = streams,
            ActorsDisseminateTimeout = disseminateTimeout,
        };
    }

    private static string Substituted(FlagValues values, Flag flag, string? variable)
        => values.IsGiven(flag) || variable is null ? values.Text(flag) : variable;

    private static IReadOnlyList<string> Endpoints(FlagValues values, Flag flag, string? variable)
    {
        IReadOnlyList<string> endpoints = values.IsGiven(flag) || variable is null ? values.List(flag) : [.. CommaSeparated.Split(variable)];
        foreach (var endpoint in endpoints)
        {
            var colon = endpoint.LastIndexOf(':');
            if (colon <= 0 || !ushort.TryParse(endpoint.AsSpan(colon + 1), out var port) || port == 0)
                values.Report(FlagProblem.InValue(flag, endpoint, "must be a host and a port, such as localhost:50005."));
        }

        return endpoints;
    }
}

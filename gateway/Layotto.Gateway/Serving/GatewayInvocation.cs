using Layotto.Components;
using Layotto.Components.Metadata;
using Layotto.Components.NameResolution;
using Layotto.Dapr.Apps;
using Layotto.Dapr.Invocation;
using Layotto.Dapr.Resources.Configurations;
using Layotto.Gateway.Launching;
using Layotto.Pluggable.Discovery;
using Layotto.Runtime.Apps;
using Layotto.Runtime.HttpPipelines;
using Layotto.Runtime.Invocation;
using Layotto.Runtime.Loading;
using Layotto.Runtime.Resiliency;
using Microsoft.Extensions.Logging;

namespace Layotto.Gateway.Serving;

/// <summary>The way to the app, and service invocation over it: put together from what was asked for, started and stopped with the gateway.</summary>
internal sealed class GatewayInvocation : IAsyncDisposable
{
    // Dapr's time for a connection to another sidecar that nobody uses.
    private static readonly TimeSpan PeerIdleTimeout = TimeSpan.FromMinutes(3);

    private readonly GatewayOptions _options;
    private readonly GatewayEnvironment _environment;
    private readonly PeerDirectory _directory = new(TimeProvider.System);
    private readonly PeerChannels _channels;
    private readonly NameResolverHost _resolver;
    private readonly RuntimeIdentity _identity;
    private readonly string _hostAddress;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private Task _probing = Task.CompletedTask;
    private volatile Task _asking = Task.CompletedTask;

    public GatewayInvocation(
        GatewayOptions options,
        GatewayEnvironment environment,
        DaprConfiguration configuration,
        IResilience resilience,
        HttpPipeline appPipeline,
        GatewayTelemetry telemetry,
        ComponentCatalogue catalogue,
        SocketDiscovery pluggables,
        ILoggerFactory loggers)
    {
        _options = options;
        _environment = environment;
        _logger = loggers.CreateLogger("dapr.runtime");
        _identity = new RuntimeIdentity(options.AppId) { Namespace = environment.Namespace ?? "", PodName = environment.PodName ?? "" };
        _hostAddress = HostAddress.Discover(environment);
        _channels = new PeerChannels(IdleTimeout(environment), TimeProvider.System);
        _resolver = new NameResolverHost(
            catalogue, Settings(configuration.NameResolution) with { AwaitType = pluggables.AwaitTypeAsync }, loggers, TimeProvider.System);
        App = CreateApp(options, environment, appPipeline, telemetry);
        Service = new ServiceInvocation(InvocationOptions(telemetry), App, _directory, _channels, Endpoints, Access(options, configuration), resilience);
        if (configuration.AccessControl.Policies.Count > 0)
            _logger.LogWarning("Without mutual TLS no caller can prove who it is, so of the Configuration's accessControl only the global defaultAction has an effect");
    }

    /// <summary>The way to the app; null when it listens on no port.</summary>
    public AppChannel? App { get; }

    /// <summary>What the app has said of itself; empty before it was asked.</summary>
    public AppConfiguration AppConfiguration { get; private set; } = AppConfiguration.Empty;

    /// <summary>Service invocation.</summary>
    public ServiceInvocation Service { get; }

    /// <summary>The servers beyond the sidecars that have names.</summary>
    public HttpEndpoints Endpoints { get; } = new();

    /// <summary>Starts what has to be there before the first call: the endpoints' secrets, once secret stores are up, and the name resolver.</summary>
    /// <exception cref="GatewayStartException">An endpoint refers to what isn't there.</exception>
    public async Task StartAsync(GatewayResources resources, ComponentRegistry registry, CancellationToken cancellationToken)
    {
        await ReadEndpointsAsync(resources, registry, cancellationToken).ConfigureAwait(false);
        _directory.Resolver = await _resolver.StartAsync(_identity, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The catalogue has other types than before: one of them may be the name resolver.</summary>
    /// <returns>Whether nothing is left to be tried again.</returns>
    public async Task<bool> FollowTypesAsync(CancellationToken cancellationToken)
    {
        var isSettled = await _resolver.FollowTypesAsync(cancellationToken).ConfigureAwait(false);
        _directory.Resolver = _resolver.Resolver;
        return isSettled;
    }

    /// <summary>Takes over the HTTP endpoints that are written, with the secrets that they refer to.</summary>
    /// <exception cref="GatewayStartException">An endpoint refers to what isn't there; those before it stay in force.</exception>
    public async Task ReadEndpointsAsync(GatewayResources resources, ComponentRegistry registry, CancellationToken cancellationToken)
    {
        var reader = new EndpointReader(new ComponentMetadataResolver(registry, _identity, _logger));
        Endpoints.Replace(await reader.ReadAsync(resources.Resources.HttpEndpoints, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Makes this sidecar findable, once it listens.</summary>
    public Task RegisterAsync(BoundPorts ports, CancellationToken cancellationToken)
    {
        _directory.InternalPort = ports.InternalGrpc ?? 0;
        var registration = new SidecarRegistration
        {
            AppId = _options.AppId,
            Namespace = _environment.Namespace ?? "",
            HostAddress = _hostAddress,
            InternalPort = ports.InternalGrpc ?? 0,
            HttpPort = ports.Http ?? 0,
            AppPort = _options.AppPort ?? 0,
        };
        return _resolver.RegisterAsync(registration, cancellationToken);
    }

    /// <summary>Looks after the app, once it listens: probes its health, and asks it once what it says of itself.</summary>
    /// <remarks>Nothing waits for the answer, as an app that listens may take its time to be well.</remarks>
    public void OnAppListens()
    {
        if (App is null)
            return;
        if (!_options.EnableAppHealthCheck)
        {
            _asking = AskAsync(App, _stopping.Token);
            return;
        }

        // An app that isn't well yet is asked as soon as it is.
        var isAsked = 0;
        App.Health.OnChange(isHealthy =>
        {
            if (isHealthy && Interlocked.Exchange(ref isAsked, 1) == 0)
                _asking = Task.Run(() => AskAsync(App, _stopping.Token));
        });
        var probe = new AppHealthProbe(
            App.ProbeAsync,
            App.Health,
            new AppHealthProbeOptions { Interval = _options.AppHealthProbeInterval, Timeout = _options.AppHealthProbeTimeout, Threshold = _options.AppHealthThreshold },
            _logger,
            TimeProvider.System);
        _probing = probe.RunAsync(_stopping.Token);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _probing.ConfigureAwait(false);
        await _asking.ConfigureAwait(false);
        await _resolver.DisposeAsync().ConfigureAwait(false);
        _channels.Dispose();
        Endpoints.Dispose();
        App?.Dispose();
        _stopping.Dispose();
    }

    private static AppChannel? CreateApp(GatewayOptions options, GatewayEnvironment environment, HttpPipeline pipeline, GatewayTelemetry telemetry)
    {
        if (options.AppPort is not { } port)
            return null;
        var channel = new AppChannelOptions
        {
            Host = options.AppChannelAddress,
            Port = port,
            IsGrpc = options.AppProtocol is AppProtocol.Grpc or AppProtocol.Grpcs,
            IsSecure = options.AppProtocol is AppProtocol.Https or AppProtocol.Grpcs,
            IsHttp2 = options.AppProtocol == AppProtocol.H2c,
            Token = environment.AppApiToken,
            MaxConcurrency = options.AppMaxConcurrency,
            MaxMessageSize = (int?)Math.Min(options.MaxBodyBytes ?? int.MaxValue, int.MaxValue),
            HealthCheckPath = options.AppHealthCheckPath,
            Metrics = telemetry.Metrics,
            Pipeline = pipeline.IsEmpty ? null : AppStep(new HttpCallPipeline(pipeline)),
        };
        return new AppChannel(channel, new AppHealth(isHealthy: !options.EnableAppHealthCheck));
    }

    private static AppHttpStep AppStep(HttpCallPipeline pipeline)
        => (request, next, cancellationToken) => pipeline.SendAsync(request, (sent, token) => next(sent, token), cancellationToken);

    private static TimeSpan IdleTimeout(GatewayEnvironment environment)
        => GoDuration.TryParse(environment.GrpcMaxConnectionIdle ?? "", out var idle) && idle > TimeSpan.Zero ? idle : PeerIdleTimeout;

    private static NameResolutionOptions Settings(NameResolutionSettings settings) => new()
    {
        Component = settings.Component,
        Version = settings.Version,
        Settings = settings.Configuration,
    };

    private static AccessControl Access(GatewayOptions options, DaprConfiguration configuration)
    {
        var control = configuration.AccessControl;
        var isHttp = options.AppProtocol is not (AppProtocol.Grpc or AppProtocol.Grpcs);
        var allowsByDefault = control.DefaultAction.Length == 0 ? control.Policies.Count == 0 : IsAllow(control.DefaultAction);
        return new AccessControl(allowsByDefault, control.Policies.Select(Policy), isHttp);
    }

    private static AccessPolicy Policy(AppAccessPolicy policy) => new()
    {
        AppId = policy.AppId,
        Namespace = policy.Namespace,
        TrustDomain = policy.TrustDomain,
        AllowsByDefault = policy.DefaultAction.Length == 0 ? null : IsAllow(policy.DefaultAction),
        Operations = [.. policy.Operations.Select(operation => new AccessOperation(operation.Name, operation.HttpVerbs, IsAllow(operation.Action)))],
    };

    private static bool IsAllow(string action) => action.Equals("allow", StringComparison.OrdinalIgnoreCase);

    private InvocationOptions InvocationOptions(GatewayTelemetry telemetry) => new()
    {
        AppId = _options.AppId,
        Namespace = _environment.Namespace ?? "",
        HostAddress = _hostAddress,
        HostName = Environment.MachineName,
        MaxBodySize = _options.MaxBodyBytes ?? long.MaxValue,
        Tracer = telemetry.Tracer,
        Metrics = telemetry.Metrics,
    };

    private async Task AskAsync(AppChannel app, CancellationToken cancellationToken)
    {
        if (app.IsGrpc)
            return;
        if (_options.DisableConfigEndpoint)
        {
            _logger.LogInformation("Skipping programmatic dapr configuration loading");
            return;
        }

        try
        {
            AppConfiguration = await AppConfigurationReader.ReadAsync(app, _options.AppId, _logger, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _logger.LogDebug("Stopped before the app has said what it is");
        }
    }
}

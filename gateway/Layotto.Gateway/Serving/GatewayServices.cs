using Grpc.Core;
using Layotto.Components;
using Layotto.Components.State;
using Layotto.Dapr;
using Layotto.Dapr.Grpc;
using Layotto.Dapr.Http;
using Layotto.Dapr.Invocation;
using Layotto.Dapr.Resources.Configurations;
using Layotto.Dapr.Telemetry;
using Layotto.Grpc.Server;
using Layotto.Grpc.Services;
using Layotto.Runtime.Crypto;
using Layotto.Runtime.Errors;
using Layotto.Runtime.Health;
using Layotto.Runtime.Metadata;
using Layotto.Runtime.Resiliency;
using Layotto.Runtime.Secrets;
using Layotto.Runtime.State;
using Layotto.Runtime.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using AccessRule = Layotto.Dapr.ApiAccessRule;
using SecretScope = Layotto.Runtime.Secrets.SecretScope;

namespace Layotto.Gateway.Serving;

/// <summary>The engines and the APIs over them, put together from what the operator wrote.</summary>
internal sealed class GatewayServices : IDisposable
{
    private readonly GatewayOptions _options;
    private readonly DaprConfiguration _configuration;
    private readonly GatewayPipelines _pipelines;
    private readonly ILoggerFactory _loggers;
    private readonly GatewayTelemetry _telemetry;
    private readonly ApiToken? _token;
    private readonly DaprServices _dapr;
    private readonly ServiceInvocation _invocation;

    public GatewayServices(
        GatewayOptions options,
        GatewayEnvironment environment,
        DaprConfiguration configuration,
        GatewayMetadata metadata,
        ComponentRegistry registry,
        IResilience resilience,
        GatewayInvocation invocation,
        GatewayPipelines pipelines,
        GatewayTelemetry telemetry,
        Action<bool> shutdown,
        ILoggerFactory loggers)
    {
        _options = options;
        _configuration = configuration;
        _pipelines = pipelines;
        _loggers = loggers;
        _invocation = invocation.Service;
        _telemetry = telemetry;
        _token = environment.ApiToken is { } token ? new ApiToken(token) : null;
        var scopes = configuration.SecretScopes.Select(
            scope => new SecretScope(scope.StoreName, scope.DeniesByDefault, scope.Allowed, scope.Denied));
        var state = new StateEngine(registry, options.AppId, environment.Namespace ?? "", resilience, telemetry.Metrics.Components);
        Blocks = new GatewayBlocks(options, registry, state, resilience, invocation.App, telemetry, loggers);
        PubSub = new GatewayPubSub(options, environment, registry, state, resilience, invocation.App, metadata, telemetry, loggers);
        _dapr = new DaprServices
        {
            State = state,
            PubSub = PubSub.Engine,
            Subscriptions = PubSub.Subscriptions,
            Bindings = Blocks.Bindings,
            Configuration = Blocks.Configuration,
            ConfigurationApp = Blocks.ConfigurationApp,
            Locks = Blocks.Locks,
            Secrets = new SecretEngine(registry, scopes, resilience, telemetry.Metrics.Components),
            Crypto = new CryptoEngine(registry, resilience, loggers.CreateLogger("dapr.runtime.crypto"), telemetry.Metrics.Components),
            Invocation = invocation.Service,
            Metadata = metadata,
            Health = Health,
            OutboundHealth = OutboundHealth,
            Shutdown = shutdown,
            Metrics = telemetry.Metrics,
            Tracer = telemetry.Tracer,
        };
    }

    /// <summary>Bindings, configuration and locks.</summary>
    public GatewayBlocks Blocks { get; }

    /// <summary>Pub/sub and the outbox.</summary>
    public GatewayPubSub PubSub { get; }

    /// <summary>Everything that has to be ready.</summary>
    public HealthTargets Health { get; } = new();

    /// <summary>What has to be ready for calls from the app.</summary>
    public HealthTargets OutboundHealth { get; } = new();

    /// <summary>The health that gRPC clients ask for.</summary>
    public HealthService GrpcHealth { get; } = new();

    /// <summary>Reads the key prefix and the encryption keys of every state store, so that what is wrong with them is told at start.</summary>
    /// <exception cref="GatewayStartException">A store can't be used; one with <c>ignoreErrors</c> is marked as failed instead.</exception>
    public void PrepareStateStores(ComponentRegistry registry)
    {
        var reasons = new List<string>();
        foreach (var instance in registry.All.Where(instance => instance.Component is IStateStore && instance.Health == ComponentHealth.Ready))
        {
            try
            {
                _dapr.State.RequireStore(instance.Name);
            }
            catch (ApiException error)
            {
                instance.Report(ComponentHealth.Failed, error.Message);
                if (!instance.Specification.IgnoreErrors)
                    reasons.Add($"The component {instance.Specification} can't be used: {error.Message}");
            }
        }

        if (reasons.Count > 0)
            throw new GatewayStartException(reasons);
    }

    /// <summary>Dapr's HTTP API.</summary>
    public DaprHttpApi HttpApi() => new(_dapr, HttpOptions(), _loggers);

    /// <summary>The part of it that the public port serves.</summary>
    public DaprHttpApi PublicHttpApi() => DaprHttpApi.ForPublicPort(_dapr, HttpOptions(), _loggers);

    /// <summary>The gRPC server of the API port.</summary>
    public DaprGrpcApi GrpcApi()
    {
        var server = Server(
            isInternal: false, DaprGrpcApi.Service(_dapr), Protos.Dapr.Runtime.V1.Dapr.Descriptor, _invocation.Proxy.HandleAsync);
        var options = new DaprGrpcOptions
        {
            Token = _token,
            Access = ApiAccess.ForGrpc(Rules(_configuration.Api.Allowed), Rules(_configuration.Api.Denied)),
            Logging = Logging(),
            Tracer = _telemetry.Tracer,
            AppId = _options.AppId,
        };
        return new DaprGrpcApi(server, options, _loggers);
    }

    /// <summary>What other sidecars call.</summary>
    public InternalGrpcApi InternalGrpcApi() => new(
        Server(
            isInternal: true,
            Dapr.Grpc.InternalGrpcApi.Service(_invocation),
            Protos.Dapr.Internals.V1.ServiceInvocation.Descriptor,
            _invocation.Proxy.HandlePeerAsync),
        _invocation,
        _telemetry.Tracer,
        _options.AppId);

    private GrpcServer Server(
        bool isInternal, ServerServiceDefinition service, Google.Protobuf.Reflection.ServiceDescriptor descriptor, RequestDelegate unknown)
    {
        var health = global::Grpc.Health.V1.Health.Descriptor;
        var reflection = new ReflectionService([descriptor, health]);
        var builder = new GrpcServerBuilder
        {
            Options = new GrpcServerOptions
            {
                MaxReceiveMessageSize = (int?)Math.Min(_options.MaxBodyBytes ?? int.MaxValue, int.MaxValue),
                ExceptionMapper = exception => GrpcError.Map(exception, _telemetry.Metrics.Errors),
                FallbackHandler = unknown,
                CallObserver = _telemetry.Metrics.IsEnabled ? new GrpcCallObserver(_telemetry.Metrics, isInternal) : null,
                Interceptors = _telemetry.Tracer.Mode == TraceMode.Record ? [new GrpcSpanAttributes()] : [],
            },
            LoggerFactory = _loggers,
        };
        builder.Add(global::Grpc.Health.V1.Health.BindService(GrpcHealth)).Add(reflection.BindV1()).Add(reflection.BindV1Alpha());
        builder.Add(service);
        return builder.Build();
    }

    private DaprHttpOptions HttpOptions() => new()
    {
        MaxBodySize = _options.MaxBodyBytes ?? int.MaxValue,
        Token = _token,
        Access = ApiAccess.ForHttp(Rules(_configuration.Api.Allowed), Rules(_configuration.Api.Denied)),
        AllowedOrigins = string.Join(',', _options.AllowedOrigins),
        Pipeline = _pipelines.Http,
        Logging = Logging(),
    };

    // The flag goes before the Configuration.
    private ApiLogging? Logging()
        => _options.EnableApiLogging ?? _configuration.ApiLogging.IsEnabled
            ? new ApiLogging(_configuration.ApiLogging.ObfuscateUrls, _configuration.ApiLogging.OmitHealthChecks)
            : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        Blocks.Dispose();
        PubSub.Dispose();
    }

    private static IEnumerable<AccessRule> Rules(IReadOnlyList<Layotto.Dapr.Resources.Configurations.ApiAccessRule> rules)
        => rules.Select(rule => new AccessRule(rule.Name, rule.Version, rule.Protocol));
}

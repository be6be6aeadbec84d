using System.Diagnostics;
using Layotto.Components;
using Layotto.Dapr.Resources.Configurations;
using Layotto.Gateway.ComponentProcesses;
using Layotto.Gateway.Launching;
using Layotto.Gateway.Reloading;
using Layotto.Pluggable.Discovery;
using Layotto.Runtime.Loading;
using Layotto.Runtime.Metadata;
using Microsoft.Extensions.Logging;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Layotto.Gateway.Serving;

/// <summary>The gateway's life, from the first file it reads to the last connection it closes.</summary>
/// <remarks>
/// Start: files, components (secret stores first), listeners, outbound ready, the app's port, ready. Stop: not ready, no new
/// messages, the time that a stop is put off for, no new connections, what is under way, components.
/// </remarks>
public sealed class GatewayRunner : IGatewayRunner
{
    /// <summary>
    /// The version that clients see: the one of Dapr whose APIs are served, with our own behind it as semantic versioning's build
    /// metadata. Clients compare it with the versions in which Dapr got its features.
    /// </summary>
    private static readonly string RuntimeVersion = $"1.18.0+layotto.{ProductVersion.Version}";

    /// <summary>A forced exit waits this long, so that its answer is sent.</summary>
    private static readonly TimeSpan ForcedExitDelay = TimeSpan.FromMilliseconds(100);

    internal const string RuntimeTarget = "runtime";
    private const string HttpTarget = "http-api-server";
    private const string GrpcTarget = "grpc-api-server";

    /// <inheritdoc/>
    public async Task<int> RunAsync(
        GatewayOptions options, GatewayEnvironment environment, ILoggerFactory loggers, Action<BoundPorts> ready, CancellationToken stop)
    {
        var start = Stopwatch.GetTimestamp();
        var logger = loggers.CreateLogger("dapr.runtime");
        var resources = GatewayResources.Load(options, environment, logger);
        PlannedSettings.RequireNoMissingProtection(options);
        foreach (var setting in PlannedSettings.WithoutEffect(options, resources))
            logger.LogWarning("{Setting} is set but has no effect yet: what it is for is not built; docs/status.md lists what is", setting);

        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var registry = new ComponentRegistry();
        await using var telemetry = GatewayTelemetry.Start(options, environment, resources, loggers);
        var pipelines = new GatewayPipelines(resources.Configuration, registry, loggers);
        var observers = new List<IComponentObserver> { pipelines.Http, pipelines.App };
        var catalogue = GatewayCatalogue.Create();
        await using var pluggables = GatewayPluggables.Create(environment, catalogue, loggers);
        await using var commands = GatewayPluggables.CreateCommands(
            options, environment, pluggables, catalogue, registry, telemetry.Metrics.Runtime, loggers);
        await using var loader = CreateLoader(options, environment, resources, catalogue, pluggables, registry, observers, telemetry, loggers);
        var metadata = Describe(options, resources, registry);
        GatewayPluggables.Describe(metadata, pluggables, loader, commands);
        telemetry.Metrics.Observe(registry);
        var resilience = new GatewayResilience(resources, loggers, telemetry.ResilienceObserver);
        await using var invocation = new GatewayInvocation(
            options, environment, resources.Configuration, resilience.Policies, pipelines.App, telemetry, catalogue, pluggables, loggers);
        using var services = new GatewayServices(
            options,
            environment,
            resources.Configuration,
            metadata,
            registry,
            resilience.Policies,
            invocation,
            pipelines,
            telemetry,
            force => Shutdown(force, stopping, logger),
            loggers);
        observers.AddRange(services.Blocks.Observers);
        observers.AddRange(services.PubSub.Observers);
        Array.ForEach([RuntimeTarget, HttpTarget, GrpcTarget], services.Health.Expect);
        services.OutboundHealth.Expect(RuntimeTarget);
        services.GrpcHealth.SetStatus("", ServingStatus.NotServing);

        try
        {
            await using var listeners = new GatewayListeners(options, environment, loggers);
            listeners.Reserve();
            await services.PubSub.DeclareAsync(resources.Resources.Subscriptions, stopping.Token).ConfigureAwait(false);
            commands.Start(resources.Resources.Components);
            await GatewayPluggables.StartAsync(pluggables, loader, invocation, stopping.Token).ConfigureAwait(false);
            await loader.LoadAsync(resources.Resources.Components, stopping.Token).ConfigureAwait(false);
            services.PrepareStateStores(registry);
            services.Blocks.PrepareLockStores();
            await invocation.StartAsync(resources, registry, stopping.Token).ConfigureAwait(false);
            pipelines.Refresh();
            await listeners.StartAsync(
                services.HttpApi(),
                services.PublicHttpApi(),
                services.GrpcApi(),
                services.InternalGrpcApi(),
                new MetricsPage(telemetry.Metrics.Registry).HandleAsync,
                stopping.Token).ConfigureAwait(false);
            services.Health.Report(HttpTarget);
            services.Health.Report(GrpcTarget);
            services.OutboundHealth.Report(RuntimeTarget);
            await invocation.RegisterAsync(listeners.Ports, stopping.Token).ConfigureAwait(false);
            ready(listeners.Ports);
            await using var watcher = Watch(options, environment, resources, Parts(options, resilience, loader, commands, services, invocation, registry, logger), logger);

            var waitingForApp = AwaitAppAsync(options, services, invocation, start, logger, stopping.Token);
            await UntilStoppedAsync(stopping.Token).ConfigureAwait(false);
            await waitingForApp.ConfigureAwait(false);
            var shutdown = new GatewayShutdown(options, services, listeners, invocation.App?.Health, logger);
            await shutdown.RunAsync(metadata.Subscriptions().Count, registry.All.Count).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            logger.LogInformation("Stopped while starting");
        }

        return 0;
    }

    private static async Task UntilStoppedAsync(CancellationToken stop)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stop.Register(stopped.SetResult).ConfigureAwait(false);
        await stopped.Task.ConfigureAwait(false);
    }

    private static ComponentLoader CreateLoader(
        GatewayOptions options,
        GatewayEnvironment environment,
        GatewayResources resources,
        ComponentCatalogue catalogue,
        SocketDiscovery pluggables,
        ComponentRegistry registry,
        IReadOnlyList<IComponentObserver> observers,
        GatewayTelemetry telemetry,
        ILoggerFactory loggers)
        => new(
            catalogue,
            registry,
            new RuntimeIdentity(options.AppId) { Namespace = environment.Namespace ?? "", PodName = environment.PodName ?? "" },
            loggers,
            new ComponentLoaderOptions
            {
                DeniedComponents = resources.Configuration.DeniedComponents,
                DisposeTimeout = options.GracefulShutdown,
                Metrics = telemetry.Metrics.Runtime,
                Observers = observers,
                AwaitType = pluggables.AwaitTypeAsync,
            });

    // The fingerprint was taken before the files were read, so what has changed since is noticed too.
    private static ResourceWatcher? Watch(
        GatewayOptions options, GatewayEnvironment environment, GatewayResources resources, IReadOnlyList<IReloadable> parts, ILogger logger)
    {
        if (!resources.Configuration.Features.GetValueOrDefault(DaprFeatures.HotReload))
            return null;
        var reloader = new ResourceReloader(resources, () => GatewayResources.Load(options, environment, logger, isReload: true), parts, logger);
        var watcher = new ResourceWatcher(
            options.ResourcePaths, options.Configurations, options.HotReloadReconcileInterval, reloader.ReloadAsync, logger, TimeProvider.System);
        watcher.Start(resources.Fingerprint);
        return watcher;
    }

    // Policies first, as components and subscriptions come into force under them. The Configuration last: with it everything starts over.
    private static IReadOnlyList<IReloadable> Parts(
        GatewayOptions options,
        GatewayResilience resilience,
        ComponentLoader loader,
        ComponentCommands commands,
        GatewayServices services,
        GatewayInvocation invocation,
        ComponentRegistry registry,
        ILogger logger) =>
    [
        resilience,
        new ReloadableComponents(loader, commands),
        services.PubSub,
        new ReloadableEndpoints(invocation, registry),
        new ReloadableConfiguration(options.CanRestart, OwnProcess.Restart, logger),
    ];

    private static GatewayMetadata Describe(GatewayOptions options, GatewayResources resources, ComponentRegistry registry)
        => new(registry, options.AppId, RuntimeVersion)
        {
            EnabledFeatures = [.. resources.Configuration.Features.Where(feature => feature.Value).Select(feature => feature.Key).Order(StringComparer.Ordinal)],
            Resiliencies = [.. resources.Resources.Resiliencies.Select(resiliency => resiliency.Name)],
            HttpEndpoints = [.. resources.Resources.HttpEndpoints.Select(endpoint => endpoint.Name)],
            AppConnection = new AppConnection
            {
                Port = options.AppPort ?? 0,
                Protocol = options.AppProtocol.ToString().ToLowerInvariant(),
                ChannelAddress = options.AppChannelAddress,
                MaxConcurrency = options.AppMaxConcurrency ?? -1,
            },
        };

    // The outbound APIs serve from now on; the whole is ready once the app listens too.
    private static async Task AwaitAppAsync(
        GatewayOptions options, GatewayServices services, GatewayInvocation invocation, long start, ILogger logger, CancellationToken cancellationToken)
    {
        try
        {
            if (options.AppPort is { } port)
                await AppPort.WaitAsync(options.AppChannelAddress, port, logger, cancellationToken).ConfigureAwait(false);
            invocation.OnAppListens();
            await services.PubSub.StartAsync(cancellationToken).ConfigureAwait(false);
            await services.Blocks.StartAsync(cancellationToken).ConfigureAwait(false);
            services.Health.Report(RuntimeTarget);
            services.GrpcHealth.SetStatus("", ServingStatus.Serving);
            logger.LogInformation(
                "dapr initialized. Status: Running. Init Elapsed {Elapsed}ms", (long)Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            logger.LogInformation("Stopped while waiting for the app's port {Port}", options.AppPort);
        }
    }

    private static void Shutdown(bool force, CancellationTokenSource stopping, ILogger logger)
    {
        if (!force)
        {
            logger.LogInformation("Shutdown requested via API");
            _ = Task.Run(stopping.Cancel);
            return;
        }

        logger.LogWarning("Force shutdown requested, exiting immediately without graceful shutdown");
        _ = Task.Delay(ForcedExitDelay).ContinueWith(_ => Environment.Exit(1), TaskScheduler.Default);
    }
}

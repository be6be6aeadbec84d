using Layotto.Components;
using Layotto.Components.Locks;
using Layotto.Dapr.Apps;
using Layotto.Runtime.Bindings;
using Layotto.Runtime.Configuration;
using Layotto.Runtime.Locks;
using Layotto.Runtime.Resiliency;
using Layotto.Runtime.State;
using Microsoft.Extensions.Logging;

namespace Layotto.Gateway.Serving;

/// <summary>Bindings, configuration and locks, and what of them runs beside the APIs.</summary>
internal sealed class GatewayBlocks : IDisposable
{
    private readonly ComponentRegistry _registry;
    private readonly InputBindings? _inputs;

    /// <summary>Puts them together; nothing runs yet.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="registry">Where the components are.</param>
    /// <param name="state">Where what an app answers to an event is saved.</param>
    /// <param name="resilience">The policies.</param>
    /// <param name="app">The way to the app; null when it listens on no port.</param>
    /// <param name="telemetry">What is traced and measured.</param>
    /// <param name="loggers">Makes loggers.</param>
    public GatewayBlocks(
        GatewayOptions options, ComponentRegistry registry, StateEngine state, IResilience resilience, IAppChannel? app, GatewayTelemetry telemetry, ILoggerFactory loggers)
    {
        _registry = registry;
        Bindings = new BindingEngine(registry, resilience, telemetry.Metrics.Components);
        Configuration = new ConfigurationEngine(registry, resilience, loggers.CreateLogger("dapr.runtime.configuration"), telemetry.Metrics.Components);
        Locks = new LockEngine(registry, resilience, options.AppId);
        if (app is null)
            return;
        if (!app.IsGrpc)
            ConfigurationApp = new ConfigurationApp(app, resilience, loggers);
        _inputs = new InputBindings(
            registry,
            new BindingApp(app, options.MaxBodyBytes ?? int.MaxValue, loggers),
            app.Health,
            Bindings,
            state,
            resilience,
            options.AppBindingOptionsTimeout,
            loggers.CreateLogger("dapr.runtime.processor.binding"),
            tracer: telemetry.Tracer,
            metrics: telemetry.Metrics.Components);
    }

    /// <summary>The engine of output bindings.</summary>
    public BindingEngine Bindings { get; }

    /// <summary>The configuration engine.</summary>
    public ConfigurationEngine Configuration { get; }

    /// <summary>The lock engine.</summary>
    public LockEngine Locks { get; }

    /// <summary>The app that is told of changed configuration over HTTP; null when there is none.</summary>
    public ConfigurationApp? ConfigurationApp { get; }

    /// <summary>How many input bindings are being read.</summary>
    public int InputsReading => _inputs?.Reading.Count ?? 0;

    /// <summary>Those who follow the changes of components.</summary>
    public IEnumerable<IComponentObserver> Observers => _inputs is null ? [Configuration] : [Configuration, _inputs];

    /// <summary>Reads the key prefix of every lock store, so that what is wrong with it is told at start.</summary>
    /// <exception cref="GatewayStartException">A store can't be used; one with <c>ignoreErrors</c> is marked as failed instead.</exception>
    public void PrepareLockStores()
    {
        var reasons = new List<string>();
        foreach (var instance in _registry.All.Where(instance => instance.Component is ILockStore && instance.Health == ComponentHealth.Ready))
        {
            try
            {
                Locks.RequirePrefix(instance);
            }
            catch (ArgumentException error)
            {
                instance.Report(ComponentHealth.Failed, error.Message);
                if (!instance.Specification.IgnoreErrors)
                    reasons.Add($"The component {instance.Specification} can't be used: {error.Message}");
            }
        }

        if (reasons.Count > 0)
            throw new GatewayStartException(reasons);
    }

    /// <inheritdoc/>
    public void Dispose() => _inputs?.Dispose();

    /// <summary>Begins to read input bindings. To be called when the app listens.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => _inputs?.StartAsync(cancellationToken) ?? Task.CompletedTask;

    /// <summary>Reads no more, lets events under way end, and ends subscriptions. To be called before the APIs stop.</summary>
    /// <param name="cancellationToken">Ends the patience.</param>
    public Task StopAsync(CancellationToken cancellationToken)
        => Task.WhenAll(_inputs?.StopAsync(cancellationToken) ?? Task.CompletedTask, Configuration.StopAsync(cancellationToken));
}

using System.Diagnostics;
using Layotto.Components;
using Layotto.Components.Configuration;
using Layotto.Runtime.Errors;
using Layotto.Runtime.Resiliency;
using Layotto.Runtime.Telemetry.Metrics;
using Microsoft.Extensions.Logging;

namespace Layotto.Runtime.Configuration;

/// <summary>The configuration building block, whatever API it is called through.</summary>
public sealed partial class ConfigurationEngine : IComponentObserver
{
    /// <summary>The most subscriptions at once.</summary>
    public const int MaxSubscriptions = 10_000;

    private readonly ComponentRegistry _registry;
    private readonly IResilience _resilience;
    private readonly ILogger _logger;
    private readonly ComponentMetrics _metrics;
    private readonly Dictionary<string, ConfigurationSubscription> _subscriptions = new(StringComparer.Ordinal);

    /// <summary>Creates the engine.</summary>
    /// <param name="registry">Where the stores are.</param>
    /// <param name="resilience">The policies around calls to them.</param>
    /// <param name="logger">Where it is told what becomes of subscriptions.</param>
    /// <param name="metrics">What is measured of the stores; null for nothing.</param>
    public ConfigurationEngine(ComponentRegistry registry, IResilience resilience, ILogger logger, ComponentMetrics? metrics = null)
    {
        _registry = registry;
        _resilience = resilience;
        _logger = logger;
        _metrics = metrics ?? GatewayMetrics.None.Components;
    }

    /// <summary>Reads items.</summary>
    /// <param name="storeName">The store.</param>
    /// <param name="keys">The keys; none for all there are.</param>
    /// <param name="metadata">The request's metadata.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Those of the items that there are, by key.</returns>
    /// <exception cref="ApiException">There is no such store, or it couldn't answer.</exception>
    public async ValueTask<IReadOnlyDictionary<string, ConfigurationItem>> GetAsync(
        string storeName, IReadOnlyList<string> keys, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        using var use = Use(storeName, ConfigurationErrors.Get);
        var start = Start();
        var success = false;
        try
        {
            var call = (Store: (IConfigurationStore)use.Instance.Component, keys, metadata);
            var items = await Policy(storeName)
                .ExecuteAsync(static (call, token) => call.Store.GetAsync(call.keys, call.metadata, token), call, null, cancellationToken)
                .ConfigureAwait(false);
            success = true;
            return items;
        }
        catch (Exception exception) when (exception is ComponentException or ResilienceException)
        {
            throw new ApiException(
                ConfigurationErrors.Get,
                ErrorKind.Internal,
                $"failed to get {Show(keys)} from Configuration store {storeName}: {exception.Message}",
                exception);
        }
        finally
        {
            _metrics.Configuration(storeName, "get", success, start);
        }
    }

    /// <summary>Checks that there is a store of this name.</summary>
    /// <exception cref="ApiException">There is none.</exception>
    public void RequireStore(string storeName) => Use(storeName, ConfigurationErrors.Get).Dispose();

    private long Start() => _metrics.IsEnabled ? Stopwatch.GetTimestamp() : 0;

    private ResiliencePolicy Policy(string storeName) => _resilience.ForComponent(storeName, ComponentKind.Configuration, FlowDirection.Outbound);

    private ComponentUse Use(string storeName, ErrorCode code)
    {
        if (!_registry.Has(ComponentKind.Configuration))
            throw new ApiException(ConfigurationErrors.NotConfigured, ErrorKind.FailedPrecondition, "configuration stores not configured");
        if (!_registry.TryUse(storeName, out var use))
            throw NotFound(storeName);
        if (use.Instance is { Component: IConfigurationStore, Health: ComponentHealth.Ready })
            return use;
        var instance = use.Instance;
        use.Dispose();
        throw instance.Component is IConfigurationStore
            ? new ApiException(
                code, ErrorKind.Unavailable, $"configuration store {storeName} is not ready: {instance.LastError ?? "it is being initialised"}")
            : NotFound(storeName);
    }

    private static ApiException NotFound(string storeName)
        => new(ConfigurationErrors.NotFound, ErrorKind.InvalidArgument, $"configuration store {storeName} not found");

    // As Go prints a list of texts.
    private static string Show(IReadOnlyList<string> keys) => $"[{string.Join(' ', keys)}]";
}

using Layotto.Dapr.Resources.Resiliencies;
using Layotto.Gateway.Reloading;
using Layotto.Runtime.Expressions;
using Layotto.Runtime.Resiliency;
using Layotto.Runtime.Resiliency.Settings;
using Microsoft.Extensions.Logging;

namespace Layotto.Gateway.Serving;

/// <summary>The policies of the Resiliency documents, which follow the files while the gateway runs.</summary>
internal sealed class GatewayResilience : IReloadable
{
    private readonly Resilience _policies;
    private readonly ILogger _logger;
    private ResilienceSettings _settings;

    /// <summary>Puts the documents in force.</summary>
    /// <param name="resources">The documents.</param>
    /// <param name="loggers">Makes the logger.</param>
    /// <param name="observer">Who is told what policies do, or null.</param>
    public GatewayResilience(GatewayResources resources, ILoggerFactory loggers, IResilienceObserver? observer = null)
    {
        _logger = loggers.CreateLogger("dapr.runtime");
        _settings = ToSettings(resources.Resources.Resiliencies);
        TellLoading();
        _policies = new Resilience(_settings, ResilienceEnvironment.Create(_logger, observer));
    }

    /// <summary>The policies in force.</summary>
    public IResilience Policies => _policies;

    /// <inheritdoc/>
    public Task<ReloadOutcome> ReloadAsync(GatewayResources previous, GatewayResources current, CancellationToken cancellationToken)
    {
        var settings = ToSettings(current.Resources.Resiliencies);
        if (settings == _settings)
            return Task.FromResult(ReloadOutcome.Nothing);
        _settings = settings;
        TellLoading();
        _policies.Replace(settings);
        return Task.FromResult(new ReloadOutcome("resiliency policies"));
    }

    /// <summary>Documents as the engine takes them: one pool, where the last of several with the same name counts.</summary>
    internal static ResilienceSettings ToSettings(IReadOnlyList<ResiliencyResource> documents) => new()
    {
        Resources = [.. documents.Select(document => new PolicyResource(document.Name, document.Namespace))],
        Timeouts = Pool(documents.Select(document => document.Timeouts), timeout => timeout),
        Retries = Pool(documents.Select(document => document.Retries), ToSettings),
        CircuitBreakers = Pool(documents.Select(document => document.CircuitBreakers), ToSettings),
        Apps = Pool(documents.Select(document => document.Apps), app => ToSettings(app) with { CacheSize = app.CircuitBreakerCacheSize }),
        Actors = Pool(documents.Select(document => document.Actors), actor => ToSettings(actor) with
        {
            CacheSize = actor.CircuitBreakerCacheSize,
            IsBreakerById = actor.CircuitBreakerScope != CircuitBreakerScope.Type,
        }),
        Components = Pool(
            documents.Select(document => document.Components),
            component => new ComponentTargetSettings(ToSettings(component.Inbound), ToSettings(component.Outbound))),
    };

    private static Dictionary<string, TOut> Pool<TIn, TOut>(IEnumerable<IReadOnlyDictionary<string, TIn>> parts, Func<TIn, TOut> map)
    {
        var pool = new Dictionary<string, TOut>(StringComparer.Ordinal);
        foreach (var (name, value) in parts.SelectMany(part => part))
            pool[name] = map(value);
        return pool;
    }

    private static RetrySettings ToSettings(RetryPolicy policy) => new()
    {
        IsExponential = policy.Backoff == BackoffKind.Exponential,
        Duration = policy.Duration,
        MaxInterval = policy.MaxInterval,
        MaxRetries = policy.MaxRetries,
        HttpCodes = ToRanges(policy.HttpStatusCodes),
        GrpcCodes = ToRanges(policy.GrpcStatusCodes),
    };

    private static CodeRange[]? ToRanges(IReadOnlyList<StatusCodeRange>? ranges)
        => ranges is null ? null : [.. ranges.Select(range => new CodeRange(range.First, range.Last))];

    private static CircuitBreakerSettings ToSettings(CircuitBreakerPolicy policy) => new()
    {
        MaxRequests = policy.MaxRequests,
        Interval = policy.Interval,
        Timeout = policy.Timeout,
        Trip = CelExpression.Parse(policy.Trip, CircuitBreakerSettings.TripVariables),
    };

    private static TargetSettings ToSettings(PolicyNames names)
        => new() { Timeout = names.Timeout, Retry = names.Retry, CircuitBreaker = names.CircuitBreaker };

    private void TellLoading()
    {
        foreach (var resource in _settings.Resources)
            _logger.LogInformation("Loading Resiliency configuration: {Name}", resource.Name);
    }
}

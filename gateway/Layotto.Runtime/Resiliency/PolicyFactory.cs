using Layotto.Components;
using Layotto.Runtime.Resiliency.Settings;
using Microsoft.Extensions.Logging;

namespace Layotto.Runtime.Resiliency;

/// <summary>Makes policies of settings.</summary>
internal sealed class PolicyFactory
{
    private readonly ResilienceEnvironment _environment;
    private readonly Dictionary<string, TimeoutPlan> _timeouts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RetrySettings> _retries;
    private readonly Dictionary<string, RetryPlan> _retryPlans = new(StringComparer.Ordinal);

    public PolicyFactory(ResilienceSettings settings, ResilienceEnvironment environment)
    {
        Settings = settings;
        _environment = environment;
        foreach (var (name, timeout) in settings.Timeouts)
        {
            if (timeout > TimeSpan.Zero)
                _timeouts[name] = new TimeoutPlan(timeout, environment.Time);
        }

        _retries = BuiltInRetries.Complete(
            settings.Retries,
            name => environment.Logger.LogWarning("Attempted override of {Policy} did not meet minimum retry count, resetting to 3.", name));
        foreach (var (name, retry) in _retries)
        {
            if (retry.MaxRetries != 0)
                _retryPlans[name] = new RetryPlan(retry, isForConnecting: false, environment.Time, environment.Random);
        }
    }

    public ResilienceSettings Settings { get; }

    /// <summary>Whether any default policy is for components of some kind.</summary>
    public bool HasComponentDefaults
        => ComponentKind.All.Any(kind => !Defaults(ComponentLevels(kind, FlowDirection.Outbound)).IsEmpty || !Defaults(ComponentLevels(kind, FlowDirection.Inbound)).IsEmpty);

    /// <summary>What Dapr calls a kind of component in the names of policies and targets.</summary>
    public static string TypeName(ComponentKind kind)
        => kind == ComponentKind.State ? "Statestore"
            : kind == ComponentKind.SecretStore ? "Secretstore"
            : kind == ComponentKind.PubSub ? "Pubsub"
            : kind == ComponentKind.Bindings ? "Binding"
            : kind == ComponentKind.Configuration ? "Configuration"
            : kind == ComponentKind.Lock ? "Lock"
            : kind == ComponentKind.Crypto ? "Crypto"
            : kind == ComponentKind.Conversation ? "Conversation"
            : kind.Category;

    /// <summary>What the names of a target stand for.</summary>
    public PolicyParts Resolve(TargetSettings names)
    {
        var breaker = Settings.CircuitBreakers.GetValueOrDefault(names.CircuitBreaker);
        var parts = new PolicyParts(
            _timeouts.GetValueOrDefault(names.Timeout), _retryPlans.GetValueOrDefault(names.Retry), breaker is null ? "" : names.CircuitBreaker, breaker);
        return parts.IsEmpty ? PolicyParts.None : parts;
    }

    /// <summary>The policies that are applied without being named, for their own names; each kind from the first level that has one.</summary>
    public PolicyParts Defaults(params string[] levels) => Resolve(new TargetSettings
    {
        Timeout = First(levels, "TimeoutPolicy", Settings.Timeouts.ContainsKey),
        Retry = First(levels, "RetryPolicy", _retries.ContainsKey),
        CircuitBreaker = First(levels, "CircuitBreakerPolicy", Settings.CircuitBreakers.ContainsKey),
    });

    /// <summary>The policies of a component: those written for it, or else the default ones.</summary>
    public PolicyParts ForComponent(string name, ComponentKind kind, FlowDirection direction)
        => Settings.Components.TryGetValue(name, out var written)
            ? Resolve(direction == FlowDirection.Outbound ? written.Outbound : written.Inbound)
            : Defaults(ComponentLevels(kind, direction));

    /// <summary>A target as telemetry names it. Policies have no resource of their own once they are one pool: the one read last stands for all.</summary>
    public PolicyTarget Target(string name, FlowDirection direction)
        => Settings.Resources.Count == 0
            ? new PolicyTarget("", "", name, direction)
            : new PolicyTarget(Settings.Resources[^1].Name, Settings.Resources[^1].Namespace, name, direction);

    public CircuitBreaker Breaker(CircuitBreakerSettings settings, string name)
        => new(settings, _environment.Time, (from, to) => _environment.Logger.LogInformation(
            "Circuit breaker \"{Name}\" changed state from {From} to {To}", name, Word(from), Word(to)));

    public ResiliencePolicy Chain(PolicyParts parts, CircuitBreaker? breaker, string title, PolicyTarget? target)
        => parts.IsEmpty ? ResiliencePolicy.None : new PolicyChain(parts, breaker, title, target, _environment.Observer, _environment.Logger);

    /// <summary>The part of an actor's policies that waits until its turn.</summary>
    public ResiliencePolicy Turn(PolicyParts parts, string actorType)
        => parts.Timeout is null
            ? ResiliencePolicy.None
            : Chain(PolicyParts.None with { Timeout = parts.Timeout }, null, $"actor[{actorType}]", Target($"actor_{actorType}", FlowDirection.Outbound));

    /// <summary>A built-in policy. Telemetry isn't told of it, as in Dapr.</summary>
    public ResiliencePolicy BuiltIn(string name, bool isForConnecting = false)
        => Chain(
            PolicyParts.None with { Retry = new RetryPlan(_retries[name], isForConnecting, _environment.Time, _environment.Random) }, null, name, null);

    private static string[] ComponentLevels(ComponentKind kind, FlowDirection direction)
    {
        var way = direction == FlowDirection.Outbound ? "Outbound" : "Inbound";
        return [$"{TypeName(kind)}Component{way}", $"Component{way}", "Component"];
    }

    private static string First(string[] levels, string suffix, Func<string, bool> exists)
    {
        foreach (var level in levels)
        {
            if (exists($"Default{level}{suffix}"))
                return $"Default{level}{suffix}";
        }

        return exists($"Default{suffix}") ? $"Default{suffix}" : "";
    }

    private static string Word(CircuitState state) => state switch
    {
        CircuitState.Closed => "closed",
        CircuitState.HalfOpen => "half-open",
        _ => "open",
    };
}

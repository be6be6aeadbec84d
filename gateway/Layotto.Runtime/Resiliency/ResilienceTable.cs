using System.Collections.Concurrent;
using System.Collections.Frozen;
using Layotto.Components;

namespace Layotto.Runtime.Resiliency;

/// <summary>The policies that one set of settings comes to. It is swapped as a whole when they change.</summary>
internal sealed class ResilienceTable
{
    private const int DefaultOperations = 100;
    private const int DefaultActors = 5000;

    /// <summary>For how many apps and actor types without policies of their own the default ones are kept at once: names come with requests.</summary>
    private const int MaxUnnamed = 1000;

    private readonly PolicyFactory _factory;
    private readonly FrozenDictionary<string, KeyedPolicies> _apps;
    private readonly FrozenDictionary<string, KeyedPolicies> _actors;
    private readonly FrozenDictionary<string, ResiliencePolicy> _turns;
    private readonly LeastRecentlyUsed<KeyedPolicies> _otherApps = new(MaxUnnamed);
    private readonly LeastRecentlyUsed<KeyedPolicies> _otherActors = new(MaxUnnamed);
    private readonly PolicyParts _appDefaults;
    private readonly PolicyParts _actorDefaults;
    private readonly ResiliencePolicy _actorDefaultTurn;
    private readonly bool _hasComponentPolicies;
    private readonly ConcurrentDictionary<(string Name, ComponentKind Kind, FlowDirection Direction), ResiliencePolicy> _components = new();
    private readonly ConcurrentDictionary<(string Component, string Policy), CircuitBreaker> _componentBreakers = new();

    /// <summary>Creates the table.</summary>
    /// <param name="factory">Makes policies of the settings.</param>
    /// <param name="previous">The table in force before: circuit breakers whose policy hasn't changed keep their state. Or null.</param>
    public ResilienceTable(PolicyFactory factory, ResilienceTable? previous)
    {
        _factory = factory;
        var settings = factory.Settings;
        _appDefaults = factory.Defaults("App");
        _actorDefaults = factory.Defaults("Actor");
        _actorDefaultTurn = factory.Turn(_actorDefaults, "");
        Service = factory.BuiltIn(BuiltInRetries.Service, isForConnecting: true);
        Initialization = factory.BuiltIn(BuiltInRetries.Initialization);
        ActorCalls = factory.BuiltIn(BuiltInRetries.Actor);
        ActorReminders = factory.BuiltIn(BuiltInRetries.ActorReminder);
        ActorLookup = factory.BuiltIn(BuiltInRetries.ActorNotFound);

        _apps = settings.Apps.ToFrozenDictionary(
            app => app.Key,
            app => App(app.Key, factory.Resolve(app.Value), app.Value.CacheSize, null, previous?._apps.GetValueOrDefault(app.Key)),
            StringComparer.Ordinal);
        _actors = settings.Actors.ToFrozenDictionary(
            actor => actor.Key,
            actor => Actor(
                actor.Key, factory.Resolve(actor.Value), actor.Value.CacheSize, previous?._actors.GetValueOrDefault(actor.Key)),
            StringComparer.Ordinal);
        _turns = settings.Actors.ToFrozenDictionary(
            actor => actor.Key, actor => factory.Turn(factory.Resolve(actor.Value), actor.Key), StringComparer.Ordinal);
        _hasComponentPolicies = settings.Components.Count > 0 || factory.HasComponentDefaults;
        if (previous is not null)
            TakeOver(previous);
    }

    public ResiliencePolicy Service { get; }

    public ResiliencePolicy Initialization { get; }

    public ResiliencePolicy ActorCalls { get; }

    public ResiliencePolicy ActorReminders { get; }

    public ResiliencePolicy ActorLookup { get; }

    public ResiliencePolicy ForApp(string appId, string operation)
    {
        if (_apps.TryGetValue(appId, out var policies))
            return policies.For(operation);
        return _appDefaults.IsEmpty
            ? Service
            : _otherApps.GetOrAdd(appId, static (id, table) => table.App(id, table._appDefaults, 0, table.Service, null), this).For(operation);
    }

    public ResiliencePolicy ForActor(string actorType, string actorId)
    {
        if (_actors.TryGetValue(actorType, out var policies))
            return policies.For(_factory.Settings.Actors[actorType].IsBreakerById ? actorId : "");
        return _actorDefaults.IsEmpty
            ? ResiliencePolicy.None
            : _otherActors.GetOrAdd(actorType, static (type, table) => table.Actor(type, table._actorDefaults, 0, null), this).For("");
    }

    public ResiliencePolicy ForActorTurn(string actorType) => _turns.GetValueOrDefault(actorType, _actorDefaultTurn);

    public ResiliencePolicy ForComponent(string name, ComponentKind kind, FlowDirection direction)
    {
        if (!_hasComponentPolicies)
            return ResiliencePolicy.None;
        return _components.TryGetValue((name, kind, direction), out var policy)
            ? policy
            : _components.GetOrAdd((name, kind, direction), static (key, table) => table.Component(key.Name, key.Kind, key.Direction), this);
    }

    private KeyedPolicies App(string appId, PolicyParts parts, int cacheSize, ResiliencePolicy? inner, KeyedPolicies? previous)
    {
        var target = _factory.Target($"app_{appId}", FlowDirection.Outbound);
        return new KeyedPolicies(
            parts,
            cacheSize > 0 ? cacheSize : DefaultOperations,
            (operation, breaker) =>
            {
                var policy = _factory.Chain(parts, breaker, $"endpoint[{appId}, {appId}:{operation}]", target);
                return inner is null ? policy : new ServicePolicy(policy, inner);
            },
            operation => _factory.Breaker(parts.Breaker!, $"{appId}:{operation}"),
            previous);
    }

    // The timeout is applied later, once it is the actor's turn.
    private KeyedPolicies Actor(string actorType, PolicyParts parts, int cacheSize, KeyedPolicies? previous)
    {
        var target = _factory.Target($"actor_{actorType}", FlowDirection.Outbound);
        var beforeTurn = parts with { Timeout = null };
        return new KeyedPolicies(
            beforeTurn,
            cacheSize > 0 ? cacheSize : DefaultActors,
            (actorId, breaker) => _factory.Chain(beforeTurn, breaker, $"actor[{actorType}, {actorId}]", target),
            actorId => _factory.Breaker(parts.Breaker!, actorId.Length == 0 ? actorType : $"{actorType}-{actorId}"),
            previous);
    }

    private ResiliencePolicy Component(string name, ComponentKind kind, FlowDirection direction)
    {
        var parts = _factory.ForComponent(name, kind, direction);
        var breaker = parts.Breaker is null
            ? null
            : _componentBreakers.GetOrAdd(
                (name, parts.BreakerName), static (key, call) => call._factory.Breaker(call.Settings, $"{key.Policy}-{key.Component}"), (_factory, Settings: parts.Breaker));
        var way = direction == FlowDirection.Outbound ? "output" : "input";
        return _factory.Chain(parts, breaker, $"component[{name}] {way}", _factory.Target($"{PolicyFactory.TypeName(kind)}_{name}", direction));
    }

    private void TakeOver(ResilienceTable previous)
    {
        foreach (var (key, breaker) in previous._componentBreakers)
        {
            if (_factory.Settings.CircuitBreakers.TryGetValue(key.Policy, out var settings) && settings == breaker.Settings)
                _componentBreakers[key] = breaker;
        }

        if (!_appDefaults.IsEmpty)
        {
            foreach (var (appId, policies) in previous._otherApps.All)
                _otherApps.GetOrAdd(appId, static (id, call) => call.Table.App(id, call.Table._appDefaults, 0, call.Table.Service, call.Previous), (Table: this, Previous: policies));
        }

        if (!_actorDefaults.IsEmpty)
        {
            foreach (var (type, policies) in previous._otherActors.All)
                _otherActors.GetOrAdd(type, static (type, call) => call.Table.Actor(type, call.Table._actorDefaults, 0, call.Previous), (Table: this, Previous: policies));
        }
    }
}

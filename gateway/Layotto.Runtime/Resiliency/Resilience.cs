using Layotto.Components;
using Layotto.Runtime.Resiliency.Settings;

namespace Layotto.Runtime.Resiliency;

/// <summary>The policies that were written, and Dapr's built-in ones. They can be replaced while calls are under way.</summary>
public sealed class Resilience : IResilience
{
    private readonly ResilienceEnvironment _environment;
    private readonly Lock _replacing = new();
    private volatile ResilienceTable _table;

    /// <summary>Creates it with the first settings.</summary>
    public Resilience(ResilienceSettings settings, ResilienceEnvironment environment)
    {
        _environment = environment;
        _table = new ResilienceTable(new PolicyFactory(settings, environment), null);
        TellLoaded(settings);
    }

    /// <inheritdoc/>
    public ResiliencePolicy ForInitialization => _table.Initialization;

    /// <inheritdoc/>
    public ResiliencePolicy ForActorCalls => _table.ActorCalls;

    /// <inheritdoc/>
    public ResiliencePolicy ForActorReminders => _table.ActorReminders;

    /// <inheritdoc/>
    public ResiliencePolicy ForActorLookup => _table.ActorLookup;

    /// <summary>
    /// Puts other settings in force. Calls under way end under the policies they began with. A circuit breaker keeps its state when it is
    /// for the same target and its policy says the same as before.
    /// </summary>
    public void Replace(ResilienceSettings settings)
    {
        lock (_replacing)
            _table = new ResilienceTable(new PolicyFactory(settings, _environment), _table);
        TellLoaded(settings);
    }

    /// <inheritdoc/>
    public ResiliencePolicy ForApp(string appId) => _table.ForApp(appId, "");

    /// <inheritdoc/>
    public ResiliencePolicy ForApp(string appId, string operation) => _table.ForApp(appId, operation);

    /// <inheritdoc/>
    public ResiliencePolicy ForComponent(string name, ComponentKind kind, FlowDirection direction) => _table.ForComponent(name, kind, direction);

    /// <inheritdoc/>
    public ResiliencePolicy ForActor(string actorType, string actorId) => _table.ForActor(actorType, actorId);

    /// <inheritdoc/>
    public ResiliencePolicy ForActorTurn(string actorType) => _table.ForActorTurn(actorType);

    private void TellLoaded(ResilienceSettings settings)
    {
        foreach (var resource in settings.Resources)
            _environment.Observer?.OnLoaded(resource.Name, resource.Namespace);
    }
}

using Layotto.Components;

namespace Layotto.Runtime.Resiliency;

/// <summary>
/// The policies in force by target. What it returns is for one call: it may be another after a reload. Looking one up allocates
/// nothing.
/// </summary>
public interface IResilience
{
    /// <summary>
    /// The policy for calls to an app; Dapr's built-in service retries when none is written. All operations of the app share a circuit
    /// breaker.
    /// </summary>
    /// <param name="appId">The app's id, or the name of an HTTP endpoint.</param>
    ResiliencePolicy ForApp(string appId);

    /// <summary>The policy for calls to an operation of an app, whose circuit breaker is its own.</summary>
    /// <param name="appId">The app's id, or the name of an HTTP endpoint.</param>
    /// <param name="operation">The method that is invoked.</param>
    ResiliencePolicy ForApp(string appId, string operation) => ForApp(appId);

    /// <summary>The policy for a component.</summary>
    ResiliencePolicy ForComponent(string name, ComponentKind kind, FlowDirection direction);

    /// <summary>The policy for calls of an actor, to be applied before its turn is waited for: retries and circuit breaker.</summary>
    /// <param name="actorType">The actor's type.</param>
    /// <param name="actorId">The actor's id.</param>
    ResiliencePolicy ForActor(string actorType, string actorId) => ResiliencePolicy.None;

    /// <summary>The policy for calls of an actor, to be applied once it is its turn: the timeout.</summary>
    /// <param name="actorType">The actor's type.</param>
    ResiliencePolicy ForActorTurn(string actorType) => ResiliencePolicy.None;

    /// <summary>Dapr's built-in policy for the calls that ask the app for its subscriptions and settings at start.</summary>
    ResiliencePolicy ForInitialization { get; }

    /// <summary>Dapr's built-in policy for calls of actors that no policy is written for.</summary>
    ResiliencePolicy ForActorCalls => ResiliencePolicy.None;

    /// <summary>Dapr's built-in policy for reminders of actors.</summary>
    ResiliencePolicy ForActorReminders => ResiliencePolicy.None;

    /// <summary>Dapr's built-in policy for finding out where an actor is.</summary>
    ResiliencePolicy ForActorLookup => ResiliencePolicy.None;
}

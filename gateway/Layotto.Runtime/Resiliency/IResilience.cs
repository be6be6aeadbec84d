using Layotto.Components;

namespace Layotto.Runtime.Resiliency;

/// <summary>
/// The policies in force by target. What it returns is for one call: it may be another after a reload. Looking one up allocates
/// nothing.
/// </summary>
public interface IResilience
{
    /// <summary>The policy for calls to an app; Dapr's built-in service retries when none is written.</summary>
    /// <param name="appId">The app's id, or the name of an HTTP endpoint.</param>
    ResiliencePolicy ForApp(string appId);

    /// <summary>The policy for a component.</summary>
    ResiliencePolicy ForComponent(string name, ComponentKind kind, FlowDirection direction);

    /// <summary>Dapr's built-in policy for the calls that ask the app for its subscriptions and settings at start.</summary>
    ResiliencePolicy ForInitialization { get; }
}

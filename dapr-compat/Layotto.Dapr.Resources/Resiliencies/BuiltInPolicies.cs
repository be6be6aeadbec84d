namespace Layotto.Dapr.Resources.Resiliencies;

/// <summary>The names of the retry policies that are there without being defined.</summary>
public static class BuiltInPolicies
{
    /// <summary>Service invocation.</summary>
    public const string ServiceRetries = "DaprBuiltInServiceRetries";

    /// <summary>Calls of actors.</summary>
    public const string ActorRetries = "DaprBuiltInActorRetries";

    /// <summary>Reminders of actors.</summary>
    public const string ActorReminderRetries = "DaprBuiltInActorReminderRetries";

    /// <summary>The first calls of the app.</summary>
    public const string InitializationRetries = "DaprBuiltInInitializationRetries";

    /// <summary>Looking up where an actor is. It can't be redefined.</summary>
    public const string ActorNotFoundRetries = "DaprBuiltInActorNotFoundRetries";

    internal static IReadOnlyList<string> Retries { get; } =
        [ServiceRetries, ActorRetries, ActorReminderRetries, InitializationRetries, ActorNotFoundRetries];
}

namespace Layotto.Runtime.PubSub.Subscriptions;

/// <summary>Who subscribed.</summary>
public enum SubscriptionOrigin
{
    /// <summary>An operator, in a file.</summary>
    Declarative,

    /// <summary>The app, when it was asked at its start.</summary>
    Programmatic,

    /// <summary>The app, with a stream that it holds open.</summary>
    Streaming,
}

namespace Layotto.Runtime.PubSub.Subscriptions;

/// <summary>The app, as the one who says which topics it wants.</summary>
public interface ISubscriptionSource
{
    /// <summary>Asks the app, again and again while it can't be reached, as the built-in policy says.</summary>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <returns>What it wants; what it says wrong is logged and left out.</returns>
    /// <exception cref="SubscriptionException">The app didn't answer, or not with subscriptions.</exception>
    Task<IReadOnlyList<TopicSubscription>> ListAsync(CancellationToken cancellationToken);
}

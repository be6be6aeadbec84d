using Layotto.Runtime.PubSub.Delivery;

namespace Layotto.Runtime.PubSub.Subscriptions;

/// <summary>A subscription that lasts as long as the app holds a stream open.</summary>
internal sealed class TopicStream(TopicSubscription subscription, ISubscriberApp app, Action onStop)
{
    /// <summary>What it is for.</summary>
    public TopicSubscription Subscription => subscription;

    /// <summary>Who takes the events.</summary>
    public ISubscriberApp App => app;

    /// <summary>Where it reads from; null while it can't.</summary>
    public ActiveSubscription? Active { get; set; }

    /// <summary>Tells the app that there will be no more.</summary>
    public void TellStop() => onStop();
}

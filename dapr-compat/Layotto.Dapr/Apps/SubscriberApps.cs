using Layotto.Runtime.PubSub.Delivery;
using Layotto.Runtime.PubSub.Subscriptions;
using Layotto.Runtime.Resiliency;
using Microsoft.Extensions.Logging;

namespace Layotto.Dapr.Apps;

/// <summary>The app as pub/sub sees it, over whichever protocol it speaks.</summary>
public static class SubscriberApps
{
    /// <summary>Takes events.</summary>
    /// <param name="channel">The way to the app.</param>
    /// <param name="maxBodySize">The most bytes of an answer of the app.</param>
    /// <param name="loggers">Makes the logger.</param>
    public static ISubscriberApp Create(IAppChannel channel, long maxBodySize, ILoggerFactory loggers)
        => channel.IsGrpc ? new GrpcSubscriberApp(channel, loggers) : new HttpSubscriberApp(channel, maxBodySize);

    /// <summary>Says what the app wants.</summary>
    /// <param name="channel">The way to the app.</param>
    /// <param name="appId">The app's id.</param>
    /// <param name="maxBodySize">The most bytes of its answer.</param>
    /// <param name="resilience">Has the policy by which the app is asked again.</param>
    /// <param name="loggers">Makes the logger.</param>
    public static ISubscriptionSource CreateSource(IAppChannel channel, string appId, long maxBodySize, IResilience resilience, ILoggerFactory loggers)
        => channel.IsGrpc
            ? new GrpcSubscriptionSource(channel, resilience, loggers)
            : new HttpSubscriptionSource(channel, appId, maxBodySize, resilience, loggers);
}

namespace Layotto.Components.PubSub;

/// <summary>A broker that hands out many messages at once. For those that don't, the runtime gathers single messages.</summary>
public interface IBulkSubscriber : IPubSub
{
    /// <summary>Begins to receive the messages of a topic, many at once.</summary>
    /// <param name="request">The topic, and how it is read.</param>
    /// <param name="options">How messages are gathered.</param>
    /// <param name="handler">Takes the messages and answers for each. An exception of its own stands for all of them.</param>
    /// <param name="cancellationToken">Ends the attempt to subscribe; the subscription that it leads to goes on.</param>
    /// <returns>The subscription, as with <see cref="IPubSub.SubscribeAsync"/>.</returns>
    /// <exception cref="ComponentException">The topic can't be subscribed to.</exception>
    ValueTask<IAsyncDisposable> SubscribeManyAsync(
        SubscribeRequest request, BulkSubscribeOptions options, BulkMessageHandler handler, CancellationToken cancellationToken);
}

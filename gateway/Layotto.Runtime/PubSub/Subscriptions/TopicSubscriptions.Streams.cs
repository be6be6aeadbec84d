using Layotto.Components;
using Layotto.Runtime.Errors;
using Layotto.Runtime.PubSub.Delivery;

namespace Layotto.Runtime.PubSub.Subscriptions;

/// <content>Streams.</content>
public sealed partial class TopicSubscriptions
{
    /// <summary>Begins to read for a stream that the app holds open.</summary>
    /// <param name="subscription">What it wants.</param>
    /// <param name="app">Takes the events, through the stream.</param>
    /// <param name="onStop">Is told when there will be no more, since the gateway stops; it must return at once.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>Ends the subscription when disposed; deliveries that wait for the app are given back.</returns>
    /// <exception cref="ApiException">There is no such component, the app may not subscribe to the topic, or the component couldn't.</exception>
    public async Task<IAsyncDisposable> OpenStreamAsync(
        TopicSubscription subscription, ISubscriberApp app, Action onStop, CancellationToken cancellationToken)
    {
        using var turn = await _turn.TakeAsync(cancellationToken).ConfigureAwait(false);
        if (_isStopped)
            throw new ApiException(CommonErrors.Internal, ErrorKind.Unavailable, "the gateway is stopping");
        if (!_engine.Table.TryFind(subscription.PubSubName, out var binding, out var reason))
            throw reason is null ? PubSubProblems.NotFound(subscription.PubSubName) : PubSubProblems.NotReady(subscription.PubSubName, reason);
        if (!binding.Scopes.AllowsSubscribing(subscription.Topic))
            throw PubSubProblems.Forbidden(subscription.PubSubName, subscription.Topic, _appId);
        var stream = new TopicStream(subscription, app, onStop);
        try
        {
            stream.Active = await StartAsync(subscription, app, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ComponentException or SubscriptionException)
        {
            throw new ApiException(
                CommonErrors.Internal, ErrorKind.Internal, $"failed to create subscription for {subscription.PubSubName}: {exception.Message}", exception);
        }

        _streams.Add(stream);
        _streaming = [.. _streams.Select(one => one.Subscription)];
        return new OpenStream(this, stream);
    }

    private async ValueTask CloseAsync(TopicStream stream)
    {
        using var turn = await _turn.TakeAsync(CancellationToken.None).ConfigureAwait(false);
        var place = _streams.IndexOf(stream);
        if (place < 0)
            return;
        _streams.RemoveAt(place);
        _streaming = [.. _streams.Select(one => one.Subscription)];
        if (stream.Active is not { } active)
            return;

        // Nobody is there to take what is under way, so there is nothing to wait for. An app that lost its connection may have opened the
        // next stream already.
        stream.Active = null;
        var successor = _streams.Skip(place).FirstOrDefault(
            later => later.Subscription.PubSubName == stream.Subscription.PubSubName && later.Subscription.Topic == stream.Subscription.Topic);
        await EndAsync(active, successor?.Active, new CancellationToken(canceled: true)).ConfigureAwait(false);
    }

    private sealed class OpenStream(TopicSubscriptions owner, TopicStream stream) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => owner.CloseAsync(stream);
    }
}

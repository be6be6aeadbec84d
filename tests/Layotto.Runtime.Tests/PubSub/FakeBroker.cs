using System.Collections.Concurrent;
using Layotto.Components;
using Layotto.Components.PubSub;

namespace Layotto.Runtime.Tests.PubSub;

/// <summary>A broker that keeps what is published, delivers what the test hands in, and fails when it is told to.</summary>
internal sealed class FakeBroker : IPubSub
{
    private readonly ConcurrentDictionary<string, List<FakeSubscription>> _subscriptions = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Features { get; init; } = [];

    public ConcurrentQueue<PublishRequest> Published { get; } = new();

    /// <summary>What happens to a publication; null to take it.</summary>
    public Func<PublishRequest, Exception?> Fail { get; set; } = static _ => null;

    public List<FakeSubscription> Subscriptions(string topic) => _subscriptions.GetOrAdd(topic, static _ => []);

    public ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask PublishAsync(PublishRequest request, CancellationToken cancellationToken)
    {
        if (Fail(request) is { } error)
            throw error;
        Published.Enqueue(request with { Data = request.Data.ToArray() });
        return ValueTask.CompletedTask;
    }

    public ValueTask<IAsyncDisposable> SubscribeAsync(SubscribeRequest request, MessageHandler handler, CancellationToken cancellationToken)
    {
        var subscription = new FakeSubscription(request, handler, self => Subscriptions(request.Topic).Remove(self));
        Subscriptions(request.Topic).Add(subscription);
        return new ValueTask<IAsyncDisposable>(subscription);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal sealed class FakeSubscription(SubscribeRequest request, MessageHandler handler, Action<FakeSubscription> onEnd) : IAsyncDisposable
    {
        private readonly ConcurrentDictionary<Task, bool> _underWay = new();

        public SubscribeRequest Request => request;

        /// <summary>Delivers a message; the task is the handler's.</summary>
        public Task DeliverAsync(string json, string? contentType = null, params (string Key, string Value)[] metadata)
        {
            var task = handler(
                new PubSubMessage
                {
                    Topic = request.Topic,
                    Data = System.Text.Encoding.UTF8.GetBytes(json),
                    ContentType = contentType,
                    Metadata = metadata.ToDictionary(pair => pair.Key, pair => pair.Value),
                },
                CancellationToken.None);
            _underWay[task] = true;
            return task;
        }

        public async ValueTask DisposeAsync()
        {
            onEnd(this);
            await ((Task)Task.WhenAll(_underWay.Keys)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}

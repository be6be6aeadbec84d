using System.Collections.Concurrent;
using System.Threading.Channels;
using Layotto.Components;
using Layotto.Components.PubSub;

namespace Layotto.Samples.Components;

/// <summary>A broker in memory, with a queue for each topic. What isn't acknowledged comes again.</summary>
internal sealed class MemoryBroker : IPubSub
{
    private readonly ConcurrentDictionary<string, Channel<PubSubMessage>> _topics = new();

    public IReadOnlyList<string> Features => [];

    public ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask PublishAsync(PublishRequest request, CancellationToken cancellationToken)
        => Topic(request.Topic).Writer.WriteAsync(
            new PubSubMessage { Topic = request.Topic, Data = request.Data.ToArray(), ContentType = request.ContentType, Metadata = request.Metadata.ToDictionary() },
            cancellationToken);

    public ValueTask<IAsyncDisposable> SubscribeAsync(SubscribeRequest request, MessageHandler handler, CancellationToken cancellationToken)
        => new(new Subscription(Topic(request.Topic), handler));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // A publisher waits while the queue is full.
    private Channel<PubSubMessage> Topic(string name) => _topics.GetOrAdd(name, _ => Channel.CreateBounded<PubSubMessage>(10_000));

    private sealed class Subscription : IAsyncDisposable
    {
        private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(200);

        private readonly CancellationTokenSource _ended = new();
        private readonly Task _running;

        public Subscription(Channel<PubSubMessage> topic, MessageHandler handler) => _running = Task.Run(() => RunAsync(topic, handler));

        public async ValueTask DisposeAsync()
        {
            await _ended.CancelAsync();
            await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _ended.Dispose();
        }

        private async Task RunAsync(Channel<PubSubMessage> topic, MessageHandler handler)
        {
            await foreach (var message in topic.Reader.ReadAllAsync(_ended.Token))
            {
                try
                {
                    // That it ends is the acknowledgement.
                    await handler(message, CancellationToken.None);
                }
                catch (Exception)
                {
                    await topic.Writer.WriteAsync(message);
                    await Task.Delay(RetryDelay, _ended.Token);
                }
            }
        }
    }
}

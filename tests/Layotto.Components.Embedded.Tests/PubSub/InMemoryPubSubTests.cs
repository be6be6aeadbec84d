using System.Threading.Channels;
using Layotto.Components.Embedded.PubSub;
using Layotto.Components.PubSub;
using Layotto.Testing;

namespace Layotto.Components.Embedded.Tests.PubSub;

public sealed class InMemoryPubSubTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Publishing_waits_for_room_and_goes_on_when_there_is_some()
    {
        await using var broker = await CreateAsync(null, ("queueMessages", "2"));
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var subscription = await SubscribeAsync(broker, (_, _) => gate.Task);
        await PublishAsync(broker, "1");
        await PublishAsync(broker, "2");

        var waiting = PublishAsync(broker, "3").AsTask();
        Assert.False(waiting.IsCompleted);
        gate.SetResult();

        await waiting.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Publishing_that_waits_in_vain_says_which_bound_is_reached()
    {
        var clock = new FakeTimeProvider();
        await using var broker = await CreateAsync(clock, ("queueMessages", "1"), ("publishTimeout", "5s"));
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var subscription = await SubscribeAsync(broker, (_, _) => gate.Task);
        await PublishAsync(broker, "1");

        var waiting = PublishAsync(broker, "2").AsTask();
        clock.Advance(TimeSpan.FromSeconds(5));

        var error = await Assert.ThrowsAsync<ComponentException>(() => waiting.WaitAsync(Patience, TestContext.Current.CancellationToken));
        Assert.Contains("queueMessages", error.Message, StringComparison.Ordinal);
        gate.SetResult();
    }

    [Fact]
    public async Task Bytes_are_bounded_too_and_a_single_large_message_fits()
    {
        await using var broker = await CreateAsync(null, ("queueBytes", "10"));
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var subscription = await SubscribeAsync(broker, (_, _) => gate.Task);

        await PublishAsync(broker, new string('x', 100));
        var waiting = PublishAsync(broker, "y").AsTask();

        Assert.False(waiting.IsCompleted);
        gate.SetResult();
        await waiting.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task The_time_to_the_next_delivery_doubles_up_to_a_bound()
    {
        var clock = new FakeTimeProvider();
        await using var broker = await CreateAsync(clock, ("redeliverInterval", "1s"), ("maxRedeliverInterval", "4s"));
        var deliveries = Channel.CreateUnbounded<DateTimeOffset>();
        await using var subscription = await SubscribeAsync(broker, (_, _) =>
        {
            deliveries.Writer.TryWrite(clock.GetUtcNow());
            throw new InvalidOperationException("refused");
        });
        await PublishAsync(broker, "1");

        var times = new List<DateTimeOffset> { await NextAsync(deliveries) };
        using var deadline = new CancellationTokenSource(Patience);
        while (times.Count < 5)
        {
            // The queue sets its timer once the delivery has been refused; time stands still until then.
            while (!deliveries.Reader.TryPeek(out _))
            {
                deadline.Token.ThrowIfCancellationRequested();
                clock.Advance(TimeSpan.FromMilliseconds(100));
                await Task.Yield();
            }

            times.Add(await NextAsync(deliveries));
        }

        var gaps = times.Zip(times.Skip(1), (one, next) => next - one).ToList();
        Assert.All(gaps.Zip([1.0, 2.0, 4.0, 4.0]), pair => Assert.True(pair.First >= TimeSpan.FromSeconds(pair.Second), $"{pair.First}"));
    }

    [Fact]
    public async Task A_message_waits_a_little_for_its_first_subscription_and_not_for_ever()
    {
        var clock = new FakeTimeProvider();
        await using var broker = await CreateAsync(clock, ("unclaimedTimeout", "10s"));
        await PublishAsync(broker, "forgotten");
        clock.Advance(TimeSpan.FromSeconds(8));
        await PublishAsync(broker, "first");
        await PublishAsync(broker, "second");
        clock.Advance(TimeSpan.FromSeconds(2));
        var received = Channel.CreateUnbounded<string>();

        await using var subscription = await SubscribeAsync(broker, (message, _) =>
        {
            received.Writer.TryWrite(System.Text.Encoding.UTF8.GetString(message.Data.Span));
            return Task.CompletedTask;
        });

        Assert.Equal("first", await NextAsync(received));
        Assert.Equal("second", await NextAsync(received));
    }

    [Fact]
    public async Task Closing_takes_deliveries_under_way_back()
    {
        var broker = await CreateAsync(null);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var taken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await SubscribeAsync(broker, async (_, token) =>
        {
            begun.TrySetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, token);
            }
            finally
            {
                taken.TrySetResult();
            }
        });
        await PublishAsync(broker, "1");
        await begun.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);

        await broker.DisposeAsync().AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.True(taken.Task.IsCompleted);
        await Assert.ThrowsAsync<ComponentException>(() => PublishAsync(broker, "2").AsTask());
    }

    private static async Task<InMemoryPubSub> CreateAsync(TimeProvider? clock, params (string Key, string Value)[] metadata)
    {
        var broker = new InMemoryPubSub();
        await broker.InitializeAsync(
            TestContexts.Create(metadata.Select(pair => KeyValuePair.Create(pair.Key, pair.Value)), clock), TestContext.Current.CancellationToken);
        return broker;
    }

    private static ValueTask PublishAsync(InMemoryPubSub broker, string text)
        => broker.PublishAsync(new PublishRequest("topic", System.Text.Encoding.UTF8.GetBytes(text), null, PublishRequest.NoMetadata), CancellationToken.None);

    private static ValueTask<IAsyncDisposable> SubscribeAsync(InMemoryPubSub broker, MessageHandler handler)
        => broker.SubscribeAsync(new SubscribeRequest("topic", PublishRequest.NoMetadata), handler, CancellationToken.None);

    private static async Task<T> NextAsync<T>(Channel<T> channel)
    {
        using var deadline = new CancellationTokenSource(Patience);
        return await channel.Reader.ReadAsync(deadline.Token);
    }
}

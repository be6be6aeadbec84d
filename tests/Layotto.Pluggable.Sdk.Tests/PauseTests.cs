using System.Threading.Channels;
using Google.Protobuf;
using Grpc.Core;
using Layotto.Components;
using Layotto.Components.PubSub;
using Layotto.Protos.Dapr.Components.V1;
using Layotto.Testing;
using PublishRequest = Layotto.Components.PubSub.PublishRequest;

namespace Layotto.Pluggable.Sdk.Tests;

/// <summary>A sidecar that has a broker rest: its streams stay open, and get nothing.</summary>
public sealed class PauseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HandBroker _broker = new();

    private string SocketPath => _folder.File("mine.sock");

    [Fact]
    public async Task Streams_of_the_sidecar_get_nothing_until_they_are_resumed_and_those_of_another_do()
    {
        await using var server = await ServeAsync();
        using var socket = await ConnectAsync();
        using var other = await ConnectAsync();
        using var stream = socket.Broker.PullMessages(ComponentSocket.For("mine"));
        var handler = await SubscribeAsync(stream);
        using var streamOfOther = other.Broker.PullMessages(ComponentSocket.For("mine"));
        var handlerOfOther = await SubscribeAsync(streamOfOther);
        var before = handler(Message("before"), Patience.Cancellation);
        var beforeId = (await NextAsync(stream)).Id;

        await socket.Broker.PauseAsync(new PauseRequest(), ComponentSocket.For("mine")).ResponseAsync.Soon();
        var paused = handler(Message("paused"), Patience.Cancellation);
        _ = handlerOfOther(Message("other"), Patience.Cancellation);
        var next = stream.ResponseStream.MoveNext(Patience.Cancellation);
        Assert.Equal("other", (await NextAsync(streamOfOther)).Data.ToStringUtf8());

        // What was handed out before is answered meanwhile.
        await AnswerAsync(stream, beforeId);
        await before.Soon();
        Assert.False(next.IsCompleted);

        await socket.Broker.ResumeAsync(new ResumeRequest(), ComponentSocket.For("mine")).ResponseAsync.Soon();
        Assert.True(await next.Soon());
        Assert.Equal("paused", stream.ResponseStream.Current.Data.ToStringUtf8());
        await AnswerAsync(stream, stream.ResponseStream.Current.Id);
        await paused.Soon();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_pause_has_held_back_is_the_brokers_again_at_the_end(bool endsWithTheStream)
    {
        await using var server = await ServeAsync();
        using var socket = await ConnectAsync();
        using var stream = socket.Broker.PullMessages(ComponentSocket.For("mine"));
        var handler = await SubscribeAsync(stream);
        await socket.Broker.PauseAsync(new PauseRequest(), ComponentSocket.For("mine")).ResponseAsync.Soon();
        var paused = handler(Message("paused"), Patience.Cancellation);

        if (endsWithTheStream)
            await stream.RequestStream.CompleteAsync().Soon();
        else
            await server.DisposeAsync().AsTask().Soon();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => paused.Soon());
        Assert.False(await stream.ResponseStream.MoveNext(Patience.Cancellation).Soon());
    }

    [Fact]
    public async Task Pause_of_a_component_that_is_not_initialised_is_refused()
    {
        await using var server = await ServeAsync();
        using var socket = new ComponentSocket(SocketPath);

        var error = await Assert.ThrowsAsync<RpcException>(
            () => socket.Broker.PauseAsync(new PauseRequest(), ComponentSocket.For("mine")).ResponseAsync.Soon());

        Assert.Equal(StatusCode.FailedPrecondition, error.StatusCode);
    }

    public void Dispose() => _folder.Dispose();

    private static PubSubMessage Message(string text) => new() { Topic = "orders", Data = ByteString.CopyFromUtf8(text).Memory };

    private static Task AnswerAsync(AsyncDuplexStreamingCall<PullMessagesRequest, PullMessagesResponse> stream, string id)
        => stream.RequestStream.WriteAsync(new PullMessagesRequest { AckMessageId = id }, Patience.Cancellation).Soon();

    private static async Task<PullMessagesResponse> NextAsync(AsyncDuplexStreamingCall<PullMessagesRequest, PullMessagesResponse> stream)
    {
        Assert.True(await stream.ResponseStream.MoveNext(Patience.Cancellation).Soon());
        return stream.ResponseStream.Current;
    }

    private async Task<MessageHandler> SubscribeAsync(AsyncDuplexStreamingCall<PullMessagesRequest, PullMessagesResponse> stream)
    {
        await stream.RequestStream.WriteAsync(new PullMessagesRequest { Topic = new Topic { Name = "orders" } }, Patience.Cancellation).Soon();
        return await _broker.Subscriptions.Reader.ReadAsync(Patience.Cancellation).AsTask().Soon();
    }

    private async Task<ComponentSocket> ConnectAsync()
    {
        var socket = new ComponentSocket(SocketPath);
        await socket.Broker.InitAsync(new PubSubInitRequest { Metadata = ComponentSocket.Settings() }, ComponentSocket.For("mine")).ResponseAsync.Soon();
        return socket;
    }

    private Task<ComponentServer> ServeAsync() => ComponentServer.StartAsync(SocketPath, () => _broker, cancellationToken: Patience.Cancellation).Soon();

    /// <summary>A broker whose messages a test hands out.</summary>
    private sealed class HandBroker : IPubSub
    {
        public Channel<MessageHandler> Subscriptions { get; } = Channel.CreateUnbounded<MessageHandler>();

        public IReadOnlyList<string> Features => [];

        public ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask PublishAsync(PublishRequest request, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask<IAsyncDisposable> SubscribeAsync(SubscribeRequest request, MessageHandler handler, CancellationToken cancellationToken)
        {
            Subscriptions.Writer.TryWrite(handler);
            return new ValueTask<IAsyncDisposable>(this);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

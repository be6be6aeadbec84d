using System.Threading.Channels;
using Google.Protobuf;
using Grpc.Core;
using Layotto.Components;
using Layotto.Components.Bindings;
using Layotto.Components.Embedded.PubSub;
using Layotto.Protos.Dapr.Components.V1;
using Layotto.Testing;

namespace Layotto.Pluggable.Sdk.Tests;

/// <summary>The streams of brokers and input bindings: what isn't answered comes again.</summary>
public sealed class StreamTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string SocketPath => _folder.File("mine.sock");

    [Fact]
    public async Task Message_of_a_stream_that_ends_without_an_answer_goes_to_the_next()
    {
        await using var server = await ServeAsync(() => new InMemoryPubSub());
        using var socket = new ComponentSocket(SocketPath);
        await InitAsync(socket);
        using (var first = await PullAsync(socket, "orders"))
        {
            await PublishAsync(socket, "orders", "1");
            Assert.Equal("1", (await NextAsync(first)).Data.ToStringUtf8());
        }

        using var second = await PullAsync(socket, "orders");

        Assert.Equal("1", (await NextAsync(second)).Data.ToStringUtf8());
    }

    [Fact]
    public async Task Refused_message_comes_again_and_an_acknowledged_one_does_not()
    {
        await using var server = await ServeAsync(() => new InMemoryPubSub());
        using var socket = new ComponentSocket(SocketPath);
        await InitAsync(socket, ("redeliverInterval", "1ms"));
        using var stream = await PullAsync(socket, "orders");
        await PublishAsync(socket, "orders", "1");

        var message = await NextAsync(stream);
        await stream.RequestStream.WriteAsync(new PullMessagesRequest { AckMessageId = message.Id, AckError = new AckMessageError { Message = "no" } }, Patience.Cancellation).Soon();
        var again = await NextAsync(stream);
        await stream.RequestStream.WriteAsync(new PullMessagesRequest { AckMessageId = again.Id }, Patience.Cancellation).Soon();
        await PublishAsync(socket, "orders", "2");

        Assert.Equal(("1", "1"), (message.Data.ToStringUtf8(), again.Data.ToStringUtf8()));
        Assert.NotEqual(message.Id, again.Id);
        Assert.Equal("2", (await NextAsync(stream)).Data.ToStringUtf8());
    }

    [Fact]
    public async Task Stream_without_a_topic_says_what_is_missing()
    {
        await using var server = await ServeAsync(() => new InMemoryPubSub());
        using var socket = new ComponentSocket(SocketPath);
        await InitAsync(socket);
        using var stream = socket.Broker.PullMessages(ComponentSocket.For("mine"));
        await stream.RequestStream.WriteAsync(new PullMessagesRequest { AckMessageId = "1" }, Patience.Cancellation).Soon();

        var error = await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext(Patience.Cancellation).Soon());

        Assert.Equal((StatusCode.InvalidArgument, "The field topic.name is empty; it must name the topic."), (error.StatusCode, error.Status.Detail));
    }

    [Fact]
    public async Task Message_without_a_topic_is_refused()
    {
        await using var server = await ServeAsync(() => new InMemoryPubSub());
        using var socket = new ComponentSocket(SocketPath);
        await InitAsync(socket);

        var error = await Assert.ThrowsAsync<RpcException>(() => PublishAsync(socket, "", "1"));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
    }

    [Fact]
    public async Task Stop_lets_what_is_under_way_be_answered_and_ends_the_streams()
    {
        var server = await ServeAsync(() => new InMemoryPubSub());
        using var socket = new ComponentSocket(SocketPath);
        await InitAsync(socket);
        using var stream = await PullAsync(socket, "orders");
        await PublishAsync(socket, "orders", "1");
        var message = await NextAsync(stream);

        var stopping = server.DisposeAsync().AsTask();
        await stream.RequestStream.WriteAsync(new PullMessagesRequest { AckMessageId = message.Id }, Patience.Cancellation).Soon();

        Assert.False(await stream.ResponseStream.MoveNext(Patience.Cancellation).Soon());
        await stopping.Soon();
        Assert.False(File.Exists(SocketPath));
    }

    [Fact]
    public async Task Event_that_is_answered_brings_the_answer_to_the_binding()
    {
        var binding = new QueueBinding();
        await using var server = await ServeAsync(() => binding);
        using var socket = new ComponentSocket(SocketPath);
        await socket.Input.InitAsync(new InputBindingInitRequest { Metadata = ComponentSocket.Settings() }, ComponentSocket.For("mine")).ResponseAsync.Soon();
        using var stream = socket.Input.Read(ComponentSocket.For("mine"));

        var answered = binding.SendAsync("one");
        Assert.True(await stream.ResponseStream.MoveNext(Patience.Cancellation).Soon());
        var received = stream.ResponseStream.Current;
        await stream.RequestStream.WriteAsync(new ReadRequest { MessageId = received.MessageId, ResponseData = ByteString.CopyFromUtf8("thanks") }, Patience.Cancellation).Soon();

        Assert.Equal(("one", "thanks"), (received.Data.ToStringUtf8(), await answered.Soon()));
        var refused = binding.SendAsync("two");
        Assert.True(await stream.ResponseStream.MoveNext(Patience.Cancellation).Soon());
        await stream.RequestStream.WriteAsync(new ReadRequest
        {
            MessageId = stream.ResponseStream.Current.MessageId,
            ResponseError = new AckResponseError { Message = "no room" },
        }, Patience.Cancellation).Soon();
        Assert.Equal("no room", (await Assert.ThrowsAsync<ComponentException>(() => refused.Soon())).Message);
    }

    [Fact]
    public async Task Second_reading_of_a_binding_waits_for_the_end_of_the_first()
    {
        var binding = new QueueBinding();
        await using var server = await ServeAsync(() => binding);
        using var socket = new ComponentSocket(SocketPath);
        await socket.Input.InitAsync(new InputBindingInitRequest { Metadata = ComponentSocket.Settings() }, ComponentSocket.For("mine")).ResponseAsync.Soon();
        var first = socket.Input.Read(ComponentSocket.For("mine"));
        var answered = binding.SendAsync("one");
        Assert.True(await first.ResponseStream.MoveNext(Patience.Cancellation).Soon());
        using var second = socket.Input.Read(ComponentSocket.For("mine"));
        var next = second.ResponseStream.MoveNext(Patience.Cancellation);
        Assert.False(next.IsCompleted);

        first.Dispose();

        Assert.True(await next.Soon());
        await second.RequestStream.WriteAsync(new ReadRequest { MessageId = second.ResponseStream.Current.MessageId }, Patience.Cancellation).Soon();
        Assert.Equal("one", second.ResponseStream.Current.Data.ToStringUtf8());
        Assert.Equal("", await answered.Soon());
        Assert.Equal(1, binding.MostReadings);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task InitAsync(ComponentSocket socket, params (string Key, string Value)[] settings)
        => await socket.Broker.InitAsync(new PubSubInitRequest { Metadata = ComponentSocket.Settings(settings) }, ComponentSocket.For("mine")).ResponseAsync.Soon();

    private static async Task PublishAsync(ComponentSocket socket, string topic, string data)
        => await socket.Broker.PublishAsync(new PublishRequest { Topic = topic, Data = ByteString.CopyFromUtf8(data) }, ComponentSocket.For("mine")).ResponseAsync.Soon();

    private static async Task<AsyncDuplexStreamingCall<PullMessagesRequest, PullMessagesResponse>> PullAsync(ComponentSocket socket, string topic)
    {
        var stream = socket.Broker.PullMessages(ComponentSocket.For("mine"));
        await stream.RequestStream.WriteAsync(new PullMessagesRequest { Topic = new Topic { Name = topic } }, Patience.Cancellation).Soon();
        return stream;
    }

    private static async Task<PullMessagesResponse> NextAsync(AsyncDuplexStreamingCall<PullMessagesRequest, PullMessagesResponse> stream)
    {
        Assert.True(await stream.ResponseStream.MoveNext(Patience.Cancellation).Soon());
        return stream.ResponseStream.Current;
    }

    private Task<ComponentServer> ServeAsync(Func<IComponent> create) => ComponentServer.StartAsync(SocketPath, create, cancellationToken: Patience.Cancellation).Soon();

    /// <summary>A binding whose events a test sends.</summary>
    private sealed class QueueBinding : IInputBinding
    {
        private readonly Channel<(string Text, TaskCompletionSource<string> Answer)> _events = Channel.CreateUnbounded<(string, TaskCompletionSource<string>)>();
        private int _readings;

        public int MostReadings { get; private set; }

        public IReadOnlyList<string> Features => [];

        public ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        /// <summary>Sends an event.</summary>
        /// <returns>What it was answered with.</returns>
        public Task<string> SendAsync(string text)
        {
            var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            _events.Writer.TryWrite((text, answer));
            return answer.Task;
        }

        public ValueTask<IAsyncDisposable> ReadAsync(BindingHandler handler, CancellationToken cancellationToken)
        {
            MostReadings = Math.Max(MostReadings, Interlocked.Increment(ref _readings));
            return new ValueTask<IAsyncDisposable>(new Reading(this, handler));
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private sealed class Reading : IAsyncDisposable
        {
            private readonly CancellationTokenSource _ended = new();
            private readonly QueueBinding _binding;
            private readonly Task _running;

            public Reading(QueueBinding binding, BindingHandler handler)
            {
                _binding = binding;
                _running = Task.Run(() => RunAsync(handler));
            }

            public async ValueTask DisposeAsync()
            {
                await _ended.CancelAsync();
                await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                Interlocked.Decrement(ref _binding._readings);
                _ended.Dispose();
            }

            private async Task RunAsync(BindingHandler handler)
            {
                await foreach (var (text, answer) in _binding._events.Reader.ReadAllAsync(_ended.Token))
                {
                    try
                    {
                        var response = await handler(new BindingEvent { Data = ByteString.CopyFromUtf8(text).Memory }, CancellationToken.None);
                        answer.SetResult(ByteString.CopyFrom(response.Span).ToStringUtf8());
                    }
                    catch (OperationCanceledException)
                    {
                        // Nobody took it, so it is as if it had never been read.
                        _binding._events.Writer.TryWrite((text, answer));
                        return;
                    }
                    catch (Exception exception)
                    {
                        answer.SetException(exception);
                    }
                }
            }
        }
    }
}

using Grpc.Core;
using Layotto.Grpc.Client.Tests.Peers;
using Layotto.Grpc.Messages;

namespace Layotto.Grpc.Client.Tests.Calls;

public abstract class CallShapeTests(ChannelTransport transport) : TransportedTests(transport), IAsyncLifetime
{
    private TestHost _host = null!;
    private GrpcChannel _channel = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await TestHost.ServeAsync(TextMethods.EchoService());
        _channel = NewChannel(_host.Address);
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _host.DisposeAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5000)]
    [InlineData(3_000_000)]
    public async Task Unary_call_brings_back_what_it_sent(int length)
    {
        var text = new string('x', length);

        using var call = _channel.CallUnary(text);

        Assert.Equal(text, await call.ResponseAsync.Soon());
        Assert.Equal(Status.DefaultSuccess, call.GetStatus());
        Assert.Empty(call.GetTrailers());
    }

    [Fact]
    public void Blocking_call_waits_for_the_response() =>
        Assert.Equal("wait", _channel.CreateCallInvoker().BlockingUnaryCall(TextMethods.Unary, null, default, "wait"));

    [Fact]
    public async Task Client_stream_ends_with_one_response()
    {
        using var call = _channel.CallClientStreaming();
        foreach (var word in (string[])["one", "two", "three"])
            await call.RequestStream.WriteAsync(word, Patience.Cancellation).Soon();
        await call.RequestStream.CompleteAsync().Soon();

        Assert.Equal("one two three", await call.ResponseAsync.Soon());
    }

    [Fact]
    public async Task Server_stream_gives_every_message_in_order()
    {
        using var call = _channel.CallServerStreaming("one two three");
        var words = new List<string>();
        while (await call.ResponseStream.MoveNext(Patience.Cancellation).Soon())
            words.Add(call.ResponseStream.Current);

        Assert.Equal(["one", "two", "three"], words);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
        Assert.Throws<InvalidOperationException>(() => call.ResponseStream.Current);
        Assert.False(await call.ResponseStream.MoveNext(Patience.Cancellation).Soon());
    }

    [Fact]
    public async Task Duplex_stream_alternates()
    {
        using var call = _channel.CallDuplex();
        for (var turn = 0; turn < 100; turn++)
        {
            await call.RequestStream.WriteAsync($"turn {turn}", Patience.Cancellation).Soon();
            Assert.True(await call.ResponseStream.MoveNext(Patience.Cancellation).Soon());
            Assert.Equal($"turn {turn}", call.ResponseStream.Current);
        }

        await call.RequestStream.CompleteAsync().Soon();
        Assert.False(await call.ResponseStream.MoveNext(Patience.Cancellation).Soon());
    }

    [Fact]
    public async Task Buffered_messages_arrive_too()
    {
        using var call = _channel.CallClientStreaming();
        call.RequestStream.WriteOptions = new WriteOptions(WriteFlags.BufferHint);
        for (var message = 0; message < 1000; message++)
            await call.RequestStream.WriteAsync("x", Patience.Cancellation).Soon();
        await call.RequestStream.CompleteAsync().Soon();

        Assert.Equal(1999, (await call.ResponseAsync.Soon()).Length);
    }

    [Fact]
    public async Task Many_calls_share_the_channel()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(index => _channel.CallUnary($"{index}").ResponseAsync)).Soon();

        Assert.Equal(Enumerable.Range(0, 1000).Select(index => $"{index}"), answers);
    }

    [Fact]
    public async Task Raw_bytes_pass_without_being_decoded()
    {
        var method = RawMarshaller.CreateMethod(MethodType.DuplexStreaming, "test.Text", "Unary");
        using var call = _channel.CreateCallInvoker().AsyncDuplexStreamingCall(method, null, default);
        await call.RequestStream.WriteAsync(new RawMessage((ReadOnlyMemory<byte>)"raw"u8.ToArray()), Patience.Cancellation).Soon();
        await call.RequestStream.CompleteAsync().Soon();

        Assert.True(await call.ResponseStream.MoveNext(Patience.Cancellation).Soon());
        Assert.Equal("raw"u8.ToArray(), call.ResponseStream.Current.Payload.FirstSpan.ToArray());
        Assert.False(await call.ResponseStream.MoveNext(Patience.Cancellation).Soon());
    }

    [Fact]
    public async Task Method_whose_name_is_no_path_is_refused()
    {
        var method = RawMarshaller.CreateMethod(MethodType.Unary, "test.Text", "Bad Name\r\n");

        var failure = await TextMethods.FailureAsync(() => _channel.CreateCallInvoker()
            .AsyncUnaryCall(method, null, default, new RawMessage(ReadOnlyMemory<byte>.Empty)).ResponseAsync);

        Assert.Equal(StatusCode.Internal, failure.StatusCode);
    }
}

using Grpc.Core;
using Layotto.Grpc.Client.Tests.Peers;

namespace Layotto.Grpc.Client.Tests.Calls;

public abstract class StreamWriterTests(ChannelTransport transport) : TransportedTests(transport)
{
    [Fact]
    public async Task Second_write_at_a_time_is_refused()
    {
        using var channel = NewChannel("http://127.0.0.1:1");
        var call = channel.CallDuplex(new CallOptions().WithWaitForReady());
        var first = call.RequestStream.WriteAsync("waits for a connection", Patience.Cancellation);
        Assert.False(first.IsCompleted);

        await Assert.ThrowsAsync<InvalidOperationException>(() => call.RequestStream.WriteAsync("at once", Patience.Cancellation));
        await Assert.ThrowsAsync<InvalidOperationException>(() => call.RequestStream.CompleteAsync());

        call.Dispose();
        Assert.Equal(StatusCode.Cancelled, (await TextMethods.FailureAsync(() => first)).StatusCode);
    }

    [Fact]
    public async Task Second_read_at_a_time_is_refused()
    {
        await using var host = await TestHost.ServeAsync(TextMethods.EchoService());
        using var channel = NewChannel(host.Address);
        using var call = channel.CallDuplex();
        var first = call.ResponseStream.MoveNext(Patience.Cancellation);

        await Assert.ThrowsAsync<InvalidOperationException>(() => call.ResponseStream.MoveNext(Patience.Cancellation));

        await call.RequestStream.CompleteAsync().Soon();
        Assert.False(await first.Soon());
    }

    /// <summary>The write is done once the server has the message, even where its answer is here before the write has returned.</summary>
    [Fact]
    public async Task Write_whose_message_the_server_answers_with_a_status_succeeds()
    {
        const int Calls = 300;
        using var server = new RawHttp2Server();
        using var channel = NewChannel(server.Address);
        var accepting = server.AcceptHttp2Async();
        for (var number = 0; number < Calls; number++)
        {
            using var call = channel.CallDuplex();
            var writing = call.RequestStream.WriteAsync("message", Patience.Cancellation);
            var connection = await accepting;
            var request = await connection.ReceiveAsync(frame => frame.Type == RawFrame.Data && frame.Payload.Length > 0);
            await connection.SendHeadersAsync(
                request.Stream, endStream: true, (":status", "200"), ("content-type", "application/grpc"), ("grpc-status", "7"), ("grpc-message", "no"));

            await writing.Soon();
            Assert.Equal(StatusCode.PermissionDenied, (await TextMethods.FailureAsync(() => call.ResponseStream.MoveNext(Patience.Cancellation))).StatusCode);
        }

        (await accepting).Dispose();
    }

    [Fact]
    public async Task Write_after_the_end_of_the_requests_is_refused()
    {
        await using var host = await TestHost.ServeAsync(TextMethods.EchoService());
        using var channel = NewChannel(host.Address);
        using var call = channel.CallDuplex();
        await call.RequestStream.CompleteAsync().Soon();

        await Assert.ThrowsAsync<InvalidOperationException>(() => call.RequestStream.WriteAsync("late", Patience.Cancellation));
    }

    [Fact]
    public async Task Write_to_a_call_the_server_has_failed_gives_its_status()
    {
        await using var host = await TestHost.ServeAsync(TextServices.New.AddDuplex((_, _, _) => throw new RpcException(new Status(StatusCode.PermissionDenied, "not you"))));
        using var channel = NewChannel(host.Address);
        using var call = channel.CallDuplex();
        await TextMethods.FailureAsync(() => call.ResponseStream.MoveNext(Patience.Cancellation));

        var failure = await TextMethods.FailureAsync(() => call.RequestStream.WriteAsync("late", Patience.Cancellation));

        Assert.Equal(new Status(StatusCode.PermissionDenied, "not you"), failure.Status);
        await call.RequestStream.CompleteAsync().Soon();
    }

    [Fact]
    public async Task Writes_to_a_client_stream_the_server_has_refused_end_with_its_status()
    {
        await using var host = await TestHost.ServeAsync(TextServices.New.AddClientStreaming((_, _) => Task.FromException<string>(new RpcException(new Status(StatusCode.ResourceExhausted, "full")))));
        using var channel = NewChannel(host.Address);
        using var call = channel.CallClientStreaming();

        var failure = await TextMethods.FailureAsync(async () =>
        {
            while (true)
                await call.RequestStream.WriteAsync(new string('x', 10_000), Patience.Cancellation);
        });

        Assert.Equal(new Status(StatusCode.ResourceExhausted, "full"), failure.Status);
    }

    [Fact]
    public async Task Write_to_a_call_that_ended_well_is_refused()
    {
        await using var host = await TestHost.ServeAsync(TextServices.New.AddClientStreaming((_, _) => Task.FromResult("enough")));
        using var channel = NewChannel(host.Address);
        using var call = channel.CallClientStreaming();
        Assert.Equal("enough", await call.ResponseAsync.Soon());

        await Assert.ThrowsAsync<InvalidOperationException>(() => call.RequestStream.WriteAsync("more", Patience.Cancellation));
    }

    [Fact]
    public async Task Message_that_can_not_be_serialized_fails_the_call()
    {
        await using var host = await TestHost.ServeAsync(TextMethods.EchoService());
        using var channel = NewChannel(host.Address);
        var method = new Method<string, string>(
            MethodType.DuplexStreaming,
            "test.Text",
            "Duplex",
            new Marshaller<string>((_, _) => throw new FormatException("no such text"), _ => ""),
            Marshallers.StringMarshaller);
        using var call = channel.CreateCallInvoker().AsyncDuplexStreamingCall(method, null, default);

        var failure = await TextMethods.FailureAsync(() => call.RequestStream.WriteAsync("x", Patience.Cancellation));

        Assert.Equal(StatusCode.Internal, failure.StatusCode);
        Assert.Contains("no such text", failure.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(StatusCode.Internal, (await TextMethods.FailureAsync(() => call.ResponseStream.MoveNext(Patience.Cancellation))).StatusCode);
    }
}

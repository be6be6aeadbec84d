using Grpc.Core;
using Layotto.Grpc.Client.Tests.Peers;

namespace Layotto.Grpc.Client.Tests.Connections;

public abstract class GoAwayTests : TransportedTests, IDisposable
{
    private const int NoError = 0;
    private const int RefusedStream = 7;
    private const int EnhanceYourCalm = 11;

    private readonly RawHttp2Server _peer = new();
    private readonly GrpcChannel _channel;

    protected GoAwayTests(ChannelTransport transport)
        : base(transport) => _channel = NewChannel(_peer.Address);

    public void Dispose()
    {
        _channel.Dispose();
        _peer.Dispose();
    }

    [Fact]
    public async Task Call_the_server_did_not_process_before_going_away_is_sent_again()
    {
        var call = _channel.CallUnary();
        using var leaving = await _peer.AcceptHttp2Async();
        await leaving.ReceiveRequestAsync();
        await leaving.GoAwayAsync(lastStream: 0, NoError);

        using var next = await _peer.AcceptHttp2Async();
        await next.AnswerAsync(await next.ReceiveRequestAsync());

        Assert.Equal("", await call.ResponseAsync.Soon());
    }

    [Fact]
    public async Task Stream_without_messages_yet_is_sent_again_too()
    {
        var call = _channel.CallDuplex();
        using var leaving = await _peer.AcceptHttp2Async();
        await leaving.ReceiveAsync(frame => frame.Type == RawFrame.Headers);
        await leaving.GoAwayAsync(lastStream: 0, NoError);

        using var next = await _peer.AcceptHttp2Async();
        await next.ReceiveAsync(frame => frame.Type == RawFrame.Headers);
        await call.RequestStream.WriteAsync("first", Patience.Cancellation).Soon();
        await call.RequestStream.CompleteAsync();
        await next.AnswerAsync(await next.ReceiveRequestAsync());

        Assert.True(await call.ResponseStream.MoveNext(Patience.Cancellation).Soon());
        Assert.False(await call.ResponseStream.MoveNext(Patience.Cancellation).Soon());
    }

    [Fact]
    public async Task Stream_that_sent_a_message_is_not_sent_again()
    {
        var call = _channel.CallDuplex();
        var writing = call.RequestStream.WriteAsync("first", Patience.Cancellation);
        using var leaving = await _peer.AcceptHttp2Async();
        await writing.Soon();
        await leaving.ReceiveAsync(frame => frame.Type == RawFrame.Data);
        await leaving.GoAwayAsync(lastStream: 0, NoError);
        using var next = await _peer.AcceptHttp2Async();

        var failure = await TextMethods.FailureAsync(() => call.ResponseStream.MoveNext(Patience.Cancellation));

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
    }

    [Fact]
    public async Task Call_the_server_had_begun_is_answered_on_the_connection_that_goes_away()
    {
        var call = _channel.CallUnary();
        using var leaving = await _peer.AcceptHttp2Async();
        var stream = await leaving.ReceiveRequestAsync();
        await leaving.GoAwayAsync(stream, NoError);
        await leaving.AnswerAsync(stream);
        Assert.Equal("", await call.ResponseAsync.Soon());

        var other = _channel.CallUnary();
        using var next = await _peer.AcceptHttp2Async();
        await next.AnswerAsync(await next.ReceiveRequestAsync());
        Assert.Equal("", await other.ResponseAsync.Soon());
    }

    [Fact]
    public async Task Refused_stream_is_sent_again()
    {
        var call = _channel.CallUnary();
        using var connection = await _peer.AcceptHttp2Async();
        await connection.ResetAsync(await connection.ReceiveRequestAsync(), RefusedStream);

        await connection.AnswerAsync(await connection.ReceiveRequestAsync());

        Assert.Equal("", await call.ResponseAsync.Soon());
    }

    [Fact]
    public async Task Stream_refused_for_ever_is_unavailable()
    {
        var call = _channel.CallUnary();
        using var connection = await _peer.AcceptHttp2Async();
        var refusing = RefuseAsync(connection);

        Assert.Equal(StatusCode.Unavailable, (await TextMethods.FailureAsync(() => call.ResponseAsync)).StatusCode);
        Assert.False(refusing.IsCompletedSuccessfully);

        static async Task RefuseAsync(RawHttp2Connection connection)
        {
            while (true)
                await connection.ResetAsync(await connection.ReceiveRequestAsync(), RefusedStream);
        }
    }

    [Fact]
    public async Task Connection_that_breaks_during_a_call_makes_it_unavailable()
    {
        var call = _channel.CallUnary();
        using (var connection = await _peer.AcceptHttp2Async())
            await connection.ReceiveRequestAsync();

        Assert.Equal(StatusCode.Unavailable, (await TextMethods.FailureAsync(() => call.ResponseAsync)).StatusCode);
    }

    [Fact]
    public async Task Connection_that_breaks_during_a_response_makes_the_call_unavailable()
    {
        var call = _channel.CallServerStreaming();
        using (var connection = await _peer.AcceptHttp2Async())
        {
            var stream = await connection.ReceiveRequestAsync();
            await connection.SendHeadersAsync(stream, endStream: false, (":status", "200"), ("content-type", "application/grpc"));
            await call.ResponseHeadersAsync.Soon();
        }

        var failure = await TextMethods.FailureAsync(() => call.ResponseStream.MoveNext(Patience.Cancellation));
        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
    }

    [Fact]
    public async Task Server_that_asks_for_calm_exhausts_the_call()
    {
        var call = _channel.CallUnary();
        using var connection = await _peer.AcceptHttp2Async();
        await connection.ResetAsync(await connection.ReceiveRequestAsync(), EnhanceYourCalm);

        Assert.Equal(StatusCode.ResourceExhausted, (await TextMethods.FailureAsync(() => call.ResponseAsync)).StatusCode);
    }
}

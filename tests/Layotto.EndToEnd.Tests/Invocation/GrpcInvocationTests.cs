using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Testing;
using Layotto.Grpc.Client;
using Layotto.Protos.Dapr.Common.V1;
using Layotto.Protos.Dapr.Runtime.V1;
using Layotto.Testing.Processes;
using Xunit;

namespace Layotto.EndToEnd.Tests.Invocation;

/// <summary>gRPC apps: their own services by proxying, through two processes and through one; their methods by HTTP and by InvokeService.</summary>
public sealed class GrpcInvocationTests(GrpcPairFixture fixture) : IClassFixture<GrpcPairFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly Metadata Callee = new() { { "dapr-app-id", "callee" } };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static DateTime Deadline => DateTime.UtcNow + Patience;

    [Theory]
    [InlineData("caller")]
    [InlineData("callee")]
    public async Task A_unary_call_passes_with_metadata_both_ways(string from)
    {
        using var channel = Channel(from);
        var headers = new Metadata { { "dapr-app-id", "callee" }, { "x-mine", "a" }, { "x-mine", "b" }, { "x-raw-bin", new byte[] { 0, 200 } }, { "dapr-api-token", "of-the-client" }, { "dapr-caller-app-id", "forged" } };
        using var call = new TestService.TestServiceClient(channel).UnaryCallAsync(
            new SimpleRequest { Payload = new Payload { Body = ByteString.CopyFromUtf8("hello") } }, headers, DateTime.UtcNow.AddSeconds(50), Token);

        Assert.Equal("hello", (await call).Payload.Body.ToStringUtf8());
        var initial = await call.ResponseHeadersAsync;
        Assert.Equal("first", initial.GetValue("x-initial"));
        Assert.Equal([1, 2, 255], initial.GetValueBytes("x-bytes-bin"));
        Assert.Equal("last", call.GetTrailers().GetValue("x-trailing"));

        var seen = fixture.Service.Seen;
        Assert.Equal("a, b", string.Join(", ", seen.GetAll("x-mine").Select(entry => entry.Value)));
        Assert.Equal([0, 200], seen.GetValueBytes("x-raw-bin"));
        Assert.Equal(["app-of-callee"], seen.GetAll("dapr-api-token").Select(entry => entry.Value));
        Assert.Equal([from], seen.GetAll("dapr-caller-app-id").Select(entry => entry.Value));
        Assert.Equal(["callee"], seen.GetAll("dapr-callee-app-id").Select(entry => entry.Value));
        Assert.Null(seen.Get("dapr-app-id"));
        Assert.True(fixture.Service.Deadline < DateTime.UtcNow.AddSeconds(51));
    }

    [Theory]
    [InlineData("caller")]
    [InlineData("callee")]
    public async Task A_status_passes_with_its_details(string from)
    {
        using var channel = Channel(from);
        using var call = new TestService.TestServiceClient(channel).UnaryCallAsync(
            new SimpleRequest { ResponseStatus = new EchoStatus { Code = 5, Message = "nicht da: ä" } }, Callee, Deadline, Token);

        var error = await Assert.ThrowsAsync<RpcException>(async () => await call);
        Assert.Equal(StatusCode.NotFound, error.StatusCode);
        Assert.Equal("nicht da: ä", error.Status.Detail);
        Assert.Equal([8, 5], error.Trailers.GetValueBytes("grpc-status-details-bin"));
        Assert.Equal("last", error.Trailers.GetValue("x-trailing"));
    }

    [Theory]
    [InlineData("caller")]
    [InlineData("callee")]
    public async Task A_deadline_ends_a_call_that_hangs(string from)
    {
        using var channel = Channel(from);
        using var call = new TestService.TestServiceClient(channel).StreamingInputCall(Callee, DateTime.UtcNow.AddSeconds(1), Token);
        var error = await Assert.ThrowsAsync<RpcException>(async () => await call.ResponseAsync.WaitAsync(Patience, Token));
        Assert.Equal(StatusCode.DeadlineExceeded, error.StatusCode);
    }

    [Theory]
    [InlineData("caller")]
    [InlineData("callee")]
    public async Task A_hundred_thousand_messages_stream_to_the_client(string from)
    {
        const int Messages = 100_000;
        using var channel = Channel(from);
        using var call = new TestService.TestServiceClient(channel).StreamingOutputCall(
            new StreamingOutputCallRequest { ResponseParameters = { new ResponseParameters { Size = Messages } } }, Callee, Deadline, Token);
        var count = 0;
        while (await call.ResponseStream.MoveNext(Token))
            Assert.Equal(count++.ToString(CultureInfo.InvariantCulture), call.ResponseStream.Current.Payload.Body.ToStringUtf8());
        Assert.Equal(Messages, count);
    }

    [Theory]
    [InlineData("caller")]
    [InlineData("callee")]
    public async Task A_stream_of_requests_arrives(string from)
    {
        const int Messages = 2000;
        using var channel = Channel(from);
        using var call = new TestService.TestServiceClient(channel).StreamingInputCall(Callee, Deadline, Token);
        for (var index = 0; index < Messages; index++)
            await call.RequestStream.WriteAsync(new StreamingInputCallRequest { Payload = new Payload { Body = ByteString.CopyFrom(new byte[1000]) } }, Token);
        await call.RequestStream.CompleteAsync();
        Assert.Equal(Messages * 1000, (await call.ResponseAsync.WaitAsync(Patience, Token)).AggregatedPayloadSize);
    }

    [Theory]
    [InlineData("caller")]
    [InlineData("callee")]
    public async Task Both_sides_take_turns(string from)
    {
        using var channel = Channel(from);
        using var call = new TestService.TestServiceClient(channel).FullDuplexCall(Callee, Deadline, Token);
        foreach (var text in new[] { "ping", "pong", "" })
        {
            await call.RequestStream.WriteAsync(new StreamingOutputCallRequest { Payload = new Payload { Body = ByteString.CopyFromUtf8(text) } }, Token);
            Assert.True(await call.ResponseStream.MoveNext(Token).WaitAsync(Patience, Token));
            Assert.Equal(text, call.ResponseStream.Current.Payload.Body.ToStringUtf8());
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(Token).WaitAsync(Patience, Token));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Theory]
    [InlineData("caller")]
    [InlineData("callee")]
    public async Task A_message_beyond_the_limit_is_refused(string from)
    {
        using var channel = Channel(from);
        using var call = new TestService.TestServiceClient(channel).UnaryCallAsync(
            new SimpleRequest { Payload = new Payload { Body = ByteString.CopyFrom(new byte[5 << 20]) } }, Callee, Deadline, Token);
        Assert.Equal(StatusCode.ResourceExhausted, (await Assert.ThrowsAsync<RpcException>(async () => await call)).StatusCode);
    }

    [Fact]
    public async Task Calls_that_lead_nowhere_say_so()
    {
        using var channel = Channel("caller");
        var client = new TestService.TestServiceClient(channel);
        var unnamed = await Assert.ThrowsAsync<RpcException>(async () => await client.UnaryCallAsync(new SimpleRequest(), [], Deadline, Token));
        Assert.Equal((StatusCode.Unknown, "failed to proxy request: required metadata dapr-callee-app-id or dapr-app-id not found"), (unnamed.StatusCode, unnamed.Status.Detail));
        var unknown = await Assert.ThrowsAsync<RpcException>(async () => await client.UnaryCallAsync(new SimpleRequest(), new Metadata { { "dapr-app-id", "nobody" } }, Deadline, Token));
        Assert.Contains("nobody", unknown.Status.Detail, StringComparison.Ordinal);
        var gone = await Assert.ThrowsAsync<RpcException>(async () => await client.UnaryCallAsync(new SimpleRequest(), new Metadata { { "dapr-app-id", "gone" } }, Deadline, Token));
        Assert.Equal(StatusCode.Unavailable, gone.StatusCode);
        var missing = await Assert.ThrowsAsync<RpcException>(async () => await client.HalfDuplexCall(Callee, Deadline, Token).ResponseStream.MoveNext(Token));
        Assert.Equal(StatusCode.Unimplemented, missing.StatusCode);
    }

    [Theory]
    [InlineData("caller")]
    [InlineData("callee")]
    public async Task An_HTTP_client_calls_the_methods_of_a_gRPC_app(string from)
    {
        var gateway = Gateway(from);
        var (status, body) = await gateway.SendAsync("POST", "/v1.0/invoke/callee/method/a/b?q=1", "{}", ("x-mine", "a"), ("Accept", "text/plain"));

        Assert.Equal(System.Net.HttpStatusCode.OK, status);
        Assert.StartsWith("a/b Post q=1 application/json; charset=utf-8 [{}]\n", body, StringComparison.Ordinal);
        Assert.Contains("x-mine=a\n", body, StringComparison.Ordinal);
        Assert.Contains("dapr-accept=text/plain\n", body, StringComparison.Ordinal);
        Assert.Contains($"dapr-caller-app-id={from}\n", body, StringComparison.Ordinal);
        Assert.Contains("dapr-api-token=app-of-callee\n", body, StringComparison.Ordinal);

        var (notFound, error) = await gateway.SendAsync("GET", "/v1.0/invoke/callee/method/fail");
        Assert.Equal(System.Net.HttpStatusCode.NotFound, notFound);
        Assert.Contains("no such thing", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("caller")]
    [InlineData("callee")]
    public async Task InvokeService_calls_the_methods_of_a_gRPC_app(string from)
    {
        using var channel = Channel(from);
        var client = new Protos.Dapr.Runtime.V1.Dapr.DaprClient(channel);
        var request = new InvokeServiceRequest
        {
            Id = "callee",
            Message = new InvokeRequest { Method = "public/../hello", ContentType = "text/plain", Data = new Any { Value = ByteString.CopyFromUtf8("data") } },
        };
        using var call = client.InvokeServiceAsync(request, new Metadata { { "x-mine", "a" } }, Deadline, Token);

        var response = await call;
        Assert.StartsWith("hello   text/plain [data]\n", response.Data.Value.ToStringUtf8(), StringComparison.Ordinal);
        Assert.Contains("x-mine=a\n", response.Data.Value.ToStringUtf8(), StringComparison.Ordinal);
        Assert.Equal("text/plain", response.ContentType);
        Assert.Equal("yes", (await call.ResponseHeadersAsync).GetValue("x-of-app"));

        request.Message.Method = "fail";
        var error = await Assert.ThrowsAsync<RpcException>(async () => await client.InvokeServiceAsync(request, [], Deadline, Token));
        Assert.Equal((StatusCode.NotFound, "no such thing"), (error.StatusCode, error.Status.Detail));
        request.Message.Method = "a#b";
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await client.InvokeServiceAsync(request, [], Deadline, Token));
        Assert.Contains("forbidden character", refused.Status.Detail, StringComparison.Ordinal);
    }

    private GatewayProcess Gateway(string app) => app == "caller" ? fixture.Pair.Caller : fixture.Pair.Callee;

    private GrpcChannel Channel(string app)
        => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Gateway(app).GrpcPort}"), new GrpcChannelOptions { MaxReceiveMessageSize = null });
}

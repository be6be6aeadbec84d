using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Layotto.Grpc.Client;
using Layotto.Protos.Dapr.Common.V1;
using Layotto.Protos.Dapr.Runtime.V1;
using Xunit;

namespace Layotto.EndToEnd.Tests.Invocation;

/// <summary>InvokeService, with an HTTP app behind it.</summary>
public sealed class InvokeServiceTests(HttpPairFixture fixture) : IClassFixture<HttpPairFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("caller")]
    [InlineData("callee")]
    public async Task An_HTTP_app_answers_with_a_message_and_its_status(string from)
    {
        var gateway = from == "caller" ? fixture.Pair.Caller : fixture.Pair.Callee;
        using var channel = new GrpcChannel(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{gateway.GrpcPort}"));
        var client = new Protos.Dapr.Runtime.V1.Dapr.DaprClient(channel);
        using var call = client.InvokeServiceAsync(Request("echo", HTTPExtension.Types.Verb.Post), [], DateTime.UtcNow + Patience, Token);

        var response = await call;
        Assert.Equal("data", response.Data.Value.ToStringUtf8());
        Assert.Equal("text/plain", response.ContentType);
        var headers = await call.ResponseHeadersAsync;
        Assert.Equal("200", headers.GetValue("dapr-http-status"));
        Assert.Equal("POST", headers.GetValue("x-method"));

        var error = await Assert.ThrowsAsync<RpcException>(async () => await client.InvokeServiceAsync(
            Request("status", HTTPExtension.Types.Verb.Get, "code=503"), [], DateTime.UtcNow + Patience, Token));
        Assert.Equal((StatusCode.Unavailable, "Service Unavailable"), (error.StatusCode, error.Status.Detail));
        var info = Google.Rpc.Status.Parser.ParseFrom(error.Trailers.GetValueBytes("grpc-status-details-bin")).Details.Single().Unpack<Google.Rpc.ErrorInfo>();
        Assert.Equal("503", info.Metadata["http.code"]);
        Assert.Equal("status body", info.Metadata["http.error_message"]);
    }

    private static InvokeServiceRequest Request(string method, HTTPExtension.Types.Verb verb, string query = "") => new()
    {
        Id = "callee",
        Message = new InvokeRequest
        {
            Method = method,
            ContentType = "text/plain",
            Data = new Any { Value = ByteString.CopyFromUtf8("data") },
            HttpExtension = new HTTPExtension { Verb = verb, Querystring = query },
        },
    };
}

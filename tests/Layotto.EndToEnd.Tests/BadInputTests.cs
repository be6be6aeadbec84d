using System.Net;
using Google.Protobuf;
using Layotto.Protos.Dapr.Common.V1;
using Layotto.Protos.Dapr.Runtime.V1;
using Layotto.Testing.Processes;
using Xunit;

namespace Layotto.EndToEnd.Tests;

/// <summary>Wrong requests get the right status with a sentence, over both protocols, and the gateway goes on.</summary>
public sealed class BadInputTests(BadInputTests.Fixture fixture) : IClassFixture<BadInputTests.Fixture>
{
    private const int InvalidArgument = 3, ResourceExhausted = 8, Aborted = 10, Internal = 13;

    private const string State = "/v1.0/state/statestore";

    [Theory]
    [InlineData("POST", "/v1.0/state/nowhere", "[]", 400, "ERR_STATE_STORE_NOT_FOUND")]
    [InlineData("GET", "/v1.0/state/secretstore/key", null, 400, "ERR_STATE_STORE_NOT_FOUND")]
    [InlineData("POST", State, "[{\"key\":\"a||b\",\"value\":1}]", 400, "ERR_MALFORMED_REQUEST")]
    [InlineData("GET", State + "/a%7C%7Cb", null, 400, "ERR_MALFORMED_REQUEST")]
    [InlineData("POST", State, "[{\"key\":\"\",\"value\":1}]", 400, "ERR_MALFORMED_REQUEST")]
    [InlineData("POST", State, "[{\"value\":1}]", 400, "ERR_MALFORMED_REQUEST")]
    [InlineData("POST", State, "{\"key\":\"a\"}", 400, "ERR_MALFORMED_REQUEST")]
    [InlineData("POST", State, "[{\"key\":\"a\",\"value\":", 400, "ERR_MALFORMED_REQUEST")]
    [InlineData("POST", State, "[{\"key\":\"a\",\"value\":1}] trailing", 400, "ERR_MALFORMED_REQUEST")]
    [InlineData("POST", State, "[{\"key\":\"a\",\"value\":NaN}]", 400, "ERR_MALFORMED_REQUEST")]
    [InlineData("POST", State, "[{\"key\":\"\\ud800\",\"value\":1}]", 400, "ERR_MALFORMED_REQUEST")]
    [InlineData("POST", State, "[{\"key\":\"a\",\"value\":1,\"options\":{\"concurrency\":\"sometimes\"}}]", 400, "ERR_MALFORMED_REQUEST")]
    [InlineData("POST", State, "", 400, "ERR_MALFORMED_REQUEST")]
    [InlineData("POST", State, "[{\"key\":\"a\",\"value\":1,\"metadata\":{\"ttlInSeconds\":\"soon\"}}]", 500, "ERR_STATE_SAVE")]
    [InlineData("POST", State + "/bulk", "[]", 400, "ERR_MALFORMED_REQUEST")]
    [InlineData("POST", State + "/bulk", "{\"keys\":[1]}", 400, "ERR_MALFORMED_REQUEST")]
    [InlineData("POST", State + "/transaction", "{\"operations\":[{\"operation\":\"merge\",\"request\":{\"key\":\"a\"}}]}", 400, "ERR_NOT_SUPPORTED_STATE_OPERATION")]
    [InlineData("POST", "/v1.0-alpha1/state/statestore/query", "{\"filter\":{\"LIKE\":{\"a\":1}}}", 500, "ERR_STATE_QUERY")]
    [InlineData("GET", "/v1.0/secrets/nowhere/key", null, 401, "ERR_SECRET_STORE_NOT_FOUND")]
    [InlineData("GET", "/v1.0/secrets/secretstore/nothing", null, 500, "ERR_SECRET_GET")]
    [InlineData("GET", "/v2.0/state", null, 404, "ERR_DIRECT_INVOKE")]
    [InlineData("PATCH", State, null, 404, "ERR_DIRECT_INVOKE")]
    [InlineData("GET", "/v1.0/invoke/other/method/hello", null, 500, "ERR_DIRECT_INVOKE")]
    public async Task Http_request(string method, string path, string? body, int status, string errorCode)
        => (await fixture.Gateway.SendAsync(method, path, body)).AssertError(status, errorCode);

    [Fact]
    public async Task A_broken_escape_in_a_path_is_refused_in_plain_text()
    {
        var (status, body) = await fixture.Gateway.SendAsync("GET", State + "/a%zz");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("percent sign", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(State)]
    [InlineData(State + "/bulk")]
    public async Task A_body_beyond_the_limit_is_refused(string path)
    {
        var body = $"[{{\"key\":\"large\",\"value\":\"{new string('x', 5 << 20)}\"}}]";

        var message = (await fixture.Gateway.SendAsync("POST", path, body)).AssertError(400, "ERR_MALFORMED_REQUEST");
        Assert.Contains("--max-body-size", message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await fixture.Gateway.SendAsync("GET", State + "/large")).Status);
    }

    [Fact]
    public async Task Json_that_nests_too_deeply_is_refused()
    {
        var body = $"[{{\"key\":\"deep\",\"value\":{new string('[', 10_000)}{new string(']', 10_000)}}}]";

        (await fixture.Gateway.SendAsync("POST", State, body)).AssertError(400, "ERR_MALFORMED_REQUEST");
    }

    [Fact]
    public async Task A_key_of_64_KiB_is_kept()
    {
        var key = new string('k', 64 << 10);

        var (status, body) = await fixture.Gateway.SendAsync("POST", State, $"[{{\"key\":\"{key}\",\"value\":1}}]");
        Assert.True(status == HttpStatusCode.NoContent, body);
        Assert.Contains("\"data\":1", (await fixture.Gateway.SendAsync("POST", State + "/bulk", $"{{\"keys\":[\"{key}\"]}}")).Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.RequestUriTooLong, (await fixture.Gateway.SendAsync("GET", $"{State}/{key}")).Status);
    }

    [Theory]
    [InlineData("/v1.0/state/statestore/a/../../../secrets/secretstore/bulk")]
    [InlineData("/v1.0/state/statestore/./../../metadata")]
    public async Task Dot_segments_are_resolved_before_routing(string path)
        => Assert.Equal(HttpStatusCode.OK, (await fixture.Gateway.SendAsync("GET", path)).Status);

    [Fact]
    public async Task An_encoded_slash_belongs_to_the_key()
    {
        await fixture.Gateway.SendAsync("POST", State, "[{\"key\":\"a/b c\",\"value\":\"slash\"}]");

        Assert.Equal("\"slash\"", (await fixture.Gateway.SendAsync("GET", State + "/a%2Fb+c")).Body);
        (await fixture.Gateway.SendAsync("GET", State + "/a/b%20c")).AssertError(404, "ERR_DIRECT_INVOKE");
    }

    [Fact]
    public async Task Grpc_errors_carry_codes_and_sentences()
    {
        await AssertGrpcAsync(InvalidArgument, "GetState", new GetStateRequest { StoreName = "nowhere", Key = "a" }, "state store nowhere is not found");
        await AssertGrpcAsync(InvalidArgument, "GetState", new GetStateRequest { StoreName = "statestore", Key = "a||b" }, "can't contain '||'");
        await AssertGrpcAsync(InvalidArgument, "SaveState", new SaveStateRequest { StoreName = "memory", States = { new StateItem() } }, "state key cannot be empty");
        await AssertGrpcAsync(InvalidArgument, "GetSecret", new GetSecretRequest { StoreName = "nowhere", Key = "a" }, "failed finding secret store with key nowhere");
        await AssertGrpcAsync(Internal, "QueryStateAlpha1", new QueryStateRequest { StoreName = "memory", Query = "{" }, "failed to parse JSON query body");
        await AssertGrpcAsync(
            Aborted,
            "SaveState",
            new SaveStateRequest { StoreName = "memory", States = { new StateItem { Key = "none", Etag = new Etag { Value = Guid.NewGuid().ToString() } } } },
            "etag");
        await AssertGrpcAsync(
            ResourceExhausted,
            "SaveState",
            new SaveStateRequest { StoreName = "memory", States = { new StateItem { Key = "k", Value = ByteString.CopyFrom(new byte[5 << 20]) } } },
            "");
    }

    [Theory]
    [InlineData("", 415)]
    [InlineData("application/json", 415)]
    public async Task A_grpc_call_of_another_content_type_is_refused(string contentType, int status)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new UriBuilder("http", "127.0.0.1", fixture.Gateway.GrpcPort, "/dapr.proto.runtime.v1.Dapr/GetState").Uri)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent("{}"u8.ToArray()),
        };
        if (contentType.Length > 0)
            request.Content.Headers.ContentType = new(contentType);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)response.StatusCode);
    }

    private async Task AssertGrpcAsync(int status, string method, IMessage request, string part)
    {
        using var client = new HttpClient();
        var address = new UriBuilder("http", "127.0.0.1", fixture.Gateway.GrpcPort).Uri;
        var answer = await RawGrpc.CallAsync(client, address, "/dapr.proto.runtime.v1.Dapr/" + method, request, TestContext.Current.CancellationToken);
        Assert.True(status == answer.Status, $"{method}: {answer.Status} {answer.Message}");
        Assert.Contains(part, answer.Message, StringComparison.Ordinal);
    }

    /// <summary>One gateway for all of these.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        private readonly EndToEndGateway _folder = new();

        /// <summary>The gateway.</summary>
        public GatewayProcess Gateway { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Gateway = await _folder.StartAsync();

        public async ValueTask DisposeAsync()
        {
            await Gateway.DisposeAsync();
            _folder.Dispose();
        }
    }
}

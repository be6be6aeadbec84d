using System.Net;
using System.Text;
using System.Text.Json;
using Grpc.Core;
using Layotto.Grpc.Client;
using Layotto.Protos.Dapr.Runtime.V1;
using Xunit;
using DaprClient = Layotto.Protos.Dapr.Runtime.V1.Dapr.DaprClient;

namespace Layotto.EndToEnd.Tests.Blocks;

/// <summary>Output bindings of the built program.</summary>
public sealed class OutputBindingTests : IDisposable
{
    private const string TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private readonly EndToEndGateway _folder = new();

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Files_are_kept_over_HTTP()
    {
        _folder.Write("files.yaml", BlockResources.Component("files", "bindings.localstorage", ("rootPath", $"{_folder.Folder}/files")));
        await using var gateway = await _folder.StartAsync();

        var created = await gateway.SendAsync(
            "POST", "/v1.0/bindings/files", """{"operation":"create","data":"some text","metadata":{"fileName":"a/b.txt"}}""");
        var got = await gateway.SendAsync("PUT", "/v1.0/bindings/files", """{"operation":"get","metadata":{"fileName":"a/b.txt"}}""");
        var listed = await gateway.SendAsync("POST", "/v1.0/bindings/files", """{"operation":"list"}""");
        var deleted = await gateway.SendAsync("POST", "/v1.0/bindings/files", """{"operation":"delete","metadata":{"fileName":"a/b.txt"}}""");
        var gone = await gateway.SendAsync("POST", "/v1.0/bindings/files", """{"operation":"get","metadata":{"fileName":"a/b.txt"}}""");

        Assert.Equal((HttpStatusCode.OK, """{"fileName":"a/b.txt"}"""), created);
        Assert.Equal((HttpStatusCode.OK, "some text"), got);
        Assert.Equal([$"{_folder.Folder}/files/a/b.txt"], JsonSerializer.Deserialize<string[]>(listed.Body)!);
        Assert.Equal((HttpStatusCode.NoContent, ""), deleted);
        Assert.Contains("file not found", gone.AssertError(500, "ERR_INVOKE_OUTPUT_BINDING"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_is_called_with_the_trace_and_its_answer_comes_back()
    {
        await using var server = await BlockApp.StartAsync(async context =>
        {
            context.Response.StatusCode = context.Request.Path == "/missing" ? 404 : 200;
            context.Response.Headers["X-Answer"] = "yes";
            await context.Response.Body.WriteAsync("answer"u8.ToArray());
        });
        _folder.Write("server.yaml", BlockResources.Component("server", "bindings.http", ("url", $"http://127.0.0.1:{server.Port}")));
        await using var gateway = await _folder.StartAsync();
        using var client = new HttpClient { BaseAddress = gateway.HttpAddress };

        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1.0/bindings/server")
        {
            Content = new StringContent("""{"operation":"post","data":{"a": 1},"metadata":{"path":"/sub","X-Own":"own"}}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("traceparent", TraceParent);
        request.Headers.Add("baggage", "user=alice;p=1,tenant=x%20y");
        using var response = await client.SendAsync(request, CancellationToken);
        var called = await server.NextAsync("POST /sub");
        using var missing = await client.PostAsync(
            "/v1.0/bindings/server", new StringContent("""{"operation":"get","metadata":{"path":"missing"}}"""), CancellationToken);

        Assert.Equal("answer", await response.Content.ReadAsStringAsync(CancellationToken));
        Assert.Equal("200", response.Headers.GetValues("metadata.statusCode").Single());
        Assert.Equal("yes", response.Headers.GetValues("metadata.X-Answer").Single());
        Assert.Equal("""{"a": 1}""", called.Body);
        Assert.Equal("own", called.Headers["X-Own"]);
        Assert.StartsWith("00-0af7651916cd43dd8448eb211c80319c-", called.Headers["traceparent"], StringComparison.Ordinal);
        Assert.Equal("user=alice;p=1,tenant=x%20y", called.Headers["baggage"]);
        Assert.Equal(HttpStatusCode.InternalServerError, missing.StatusCode);
        Assert.Equal("404", missing.Headers.GetValues("metadata.statusCode").Single());
    }

    [Fact]
    public async Task Server_is_called_over_gRPC_and_facts_come_back_also_with_an_error()
    {
        await using var server = await BlockApp.StartAsync(context =>
        {
            context.Response.StatusCode = context.Request.Path == "/missing" ? 404 : 200;
            return Task.CompletedTask;
        });
        _folder.Write("server.yaml", BlockResources.Component("server", "bindings.http", ("url", $"http://127.0.0.1:{server.Port}")));
        await using var gateway = await _folder.StartAsync();
        using var channel = new GrpcChannel($"http://127.0.0.1:{gateway.GrpcPort}");
        var client = new DaprClient(channel);

        using var good = client.InvokeBindingAsync(
            new InvokeBindingRequest { Name = "server", Operation = "get" }, new Metadata { { "traceparent", TraceParent } }, cancellationToken: CancellationToken);
        Assert.Equal("200", (await good.ResponseAsync).Metadata["statusCode"]);
        Assert.Equal("200", (await good.ResponseHeadersAsync).GetValue("metadata.statuscode"));
        Assert.StartsWith("00-0af7651916cd43dd8448eb211c80319c-", (await server.NextAsync("GET /")).Headers["traceparent"], StringComparison.Ordinal);

        using var bad = client.InvokeBindingAsync(
            new InvokeBindingRequest { Name = "server", Operation = "get", Metadata = { ["path"] = "missing" } }, cancellationToken: CancellationToken);
        var error = await Assert.ThrowsAsync<RpcException>(async () => await bad.ResponseAsync);
        Assert.Equal("404", (await bad.ResponseHeadersAsync).GetValue("metadata.statuscode"));
        Assert.Equal((StatusCode.Internal, "error invoking output binding server: received status code 404"), (error.StatusCode, error.Status.Detail));

        using var wrong = client.InvokeBindingAsync(
            new InvokeBindingRequest { Name = "server", Operation = "get" }, new Metadata { { "baggage", "no equals sign" } }, cancellationToken: CancellationToken);
        Assert.Equal(StatusCode.InvalidArgument, (await Assert.ThrowsAsync<RpcException>(async () => await wrong.ResponseAsync)).StatusCode);
    }

    [Theory]
    [InlineData("", 400, "ERR_MALFORMED_REQUEST")]
    [InlineData("[]", 400, "ERR_MALFORMED_REQUEST")]
    [InlineData("""{"operation":1}""", 400, "ERR_MALFORMED_REQUEST")]
    [InlineData("""{"operation":"get","metadata":{"a":1}}""", 400, "ERR_MALFORMED_REQUEST")]
    [InlineData("""{"data":1}""", 500, "ERR_INVOKE_OUTPUT_BINDING")]
    [InlineData("""{"operation":"nonsense"}""", 500, "ERR_INVOKE_OUTPUT_BINDING")]
    public async Task Wrong_request_is_told(string body, int status, string code)
    {
        _folder.Write("files.yaml", BlockResources.Component("files", "bindings.localstorage", ("rootPath", $"{_folder.Folder}/files")));
        await using var gateway = await _folder.StartAsync();

        (await gateway.SendAsync("POST", "/v1.0/bindings/files", body)).AssertError(status, code);
    }

    [Fact]
    public async Task Wrong_baggage_is_told()
    {
        _folder.Write("files.yaml", BlockResources.Component("files", "bindings.localstorage", ("rootPath", $"{_folder.Folder}/files")));
        await using var gateway = await _folder.StartAsync();

        var answer = await gateway.SendAsync("POST", "/v1.0/bindings/files", """{"operation":"list"}""", ("baggage", "a=b,\u007f=c"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.StartsWith("invalid baggage header: ", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metadata_API_tells_the_directions()
    {
        _folder.Write("files.yaml", BlockResources.Component("files", "bindings.localstorage", ("rootPath", $"{_folder.Folder}/files")));
        _folder.Write("tick.yaml", BlockResources.Component("tick", "bindings.cron", ("schedule", "@hourly")));
        await using var gateway = await _folder.StartAsync();

        using var document = JsonDocument.Parse((await gateway.SendAsync("GET", "/v1.0/metadata")).Body);
        var capabilities = document.RootElement.GetProperty("components").EnumerateArray()
            .ToDictionary(one => one.GetProperty("name").GetString()!, one => one.TryGetProperty("capabilities", out var list) ? list.ToString() : "");

        Assert.Equal("""["OUTPUT_BINDING"]""", capabilities["files"]);
        Assert.Equal("""["INPUT_BINDING"]""", capabilities["tick"]);
    }
}

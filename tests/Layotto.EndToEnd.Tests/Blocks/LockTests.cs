using System.Net;
using Grpc.Core;
using Layotto.Grpc.Client;
using Layotto.Protos.Dapr.Runtime.V1;
using Layotto.Testing.Processes;
using Xunit;
using DaprClient = Layotto.Protos.Dapr.Runtime.V1.Dapr.DaprClient;

namespace Layotto.EndToEnd.Tests.Blocks;

/// <summary>Locks of the built program.</summary>
public sealed class LockTests : IDisposable
{
    private readonly EndToEndGateway _folder = new();

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Lock_is_taken_and_given_back_over_HTTP_and_gRPC()
    {
        _folder.Write("locks.yaml", BlockResources.Component("locks", "lock.in-memory"));
        await using var gateway = await _folder.StartAsync();
        using var channel = new GrpcChannel($"http://127.0.0.1:{gateway.GrpcPort}");
        var client = new DaprClient(channel);

        Assert.Equal((HttpStatusCode.OK, """{"success":true}"""), await LockAsync(gateway, """{"resourceId":"r","lockOwner":"a","expiryInSeconds":60,"unknown":1}"""));
        Assert.Equal((HttpStatusCode.OK, """{"success":false}"""), await LockAsync(gateway, """{"resourceId":"r","lockOwner":"b","expiryInSeconds":"60"}"""));
        Assert.False((await client.TryLockAlpha1Async(
            new TryLockRequest { StoreName = "locks", ResourceId = "r", LockOwner = "b", ExpiryInSeconds = 60 }, cancellationToken: CancellationToken)).Success);
        Assert.Equal((HttpStatusCode.OK, """{"status":2}"""), await UnlockAsync(gateway, """{"resourceId":"r","lockOwner":"b"}"""));
        Assert.Equal((HttpStatusCode.OK, """{"status":1}"""), await UnlockAsync(gateway, """{"resourceId":"other","lockOwner":"b"}"""));
        Assert.Equal(
            UnlockResponse.Types.Status.Success,
            (await client.UnlockAlpha1Async(new UnlockRequest { StoreName = "locks", ResourceId = "r", LockOwner = "a" }, cancellationToken: CancellationToken)).Status);
        Assert.Equal((HttpStatusCode.OK, """{"status":1}"""), await UnlockAsync(gateway, """{"resourceId":"r","lockOwner":"a"}"""));
    }

    [Fact]
    public async Task Sidecars_of_one_machine_share_locks_in_a_file()
    {
        _folder.Write(
            "locks.yaml", BlockResources.Component("locks", "lock.sqlite", ("connectionString", $"{_folder.Folder}/locks.db"), ("keyPrefix", "none")));
        await using var first = await _folder.StartAsync();
        await using var second = await _folder.StartAsync();
        const string Request = """{"resourceId":"r","lockOwner":"OWNER","expiryInSeconds":600}""";

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(
            index => LockAsync(index % 2 == 0 ? first : second, Request.Replace("OWNER", $"owner-{index}", StringComparison.Ordinal))));

        Assert.Single(answers, answer => answer == (HttpStatusCode.OK, """{"success":true}"""));
        Assert.Equal(19, answers.Count(answer => answer == (HttpStatusCode.OK, """{"success":false}""")));
        await first.KillAsync();
        Assert.Equal((HttpStatusCode.OK, """{"success":false}"""), await LockAsync(second, Request));
    }

    [Theory]
    [InlineData("", 400, "ERR_MALFORMED_REQUEST")]
    [InlineData("nonsense", 400, "ERR_MALFORMED_REQUEST")]
    [InlineData("""{"resourceId":"r","lockOwner":"a"}""", 400, "ERR_MALFORMED_REQUEST")]
    [InlineData("""{"resourceId":"r","lockOwner":"a","expiryInSeconds":-1}""", 400, "ERR_MALFORMED_REQUEST")]
    [InlineData("""{"resourceId":"r","lockOwner":"a","expiryInSeconds":1.5}""", 400, "ERR_MALFORMED_REQUEST")]
    [InlineData("""{"lockOwner":"a","expiryInSeconds":1}""", 400, "ERR_MALFORMED_REQUEST")]
    [InlineData("""{"resourceId":"r","expiryInSeconds":1}""", 400, "ERR_MALFORMED_REQUEST")]
    [InlineData("""{"resourceId":"a||b","lockOwner":"a","expiryInSeconds":1}""", 500, "ERR_TRY_LOCK")]
    public async Task Wrong_request_is_told(string body, int status, string code)
    {
        _folder.Write("locks.yaml", BlockResources.Component("locks", "lock.in-memory"));
        await using var gateway = await _folder.StartAsync();

        (await LockAsync(gateway, body)).AssertError(status, code);
    }

    [Fact]
    public async Task Lack_of_a_store_is_told()
    {
        await using var gateway = await _folder.StartAsync();
        (await LockAsync(gateway, """{"resourceId":"r","lockOwner":"a","expiryInSeconds":1}""")).AssertError(500, "ERR_LOCK_STORE_NOT_CONFIGURED");
        _folder.Write("other.yaml", BlockResources.Component("other", "lock.in-memory"));
        await gateway.WaitForLineAsync("Component loaded: other");
        (await LockAsync(gateway, """{"resourceId":"r","lockOwner":"a","expiryInSeconds":1}""")).AssertError(400, "ERR_LOCK_STORE_NOT_FOUND");

        using var channel = new GrpcChannel($"http://127.0.0.1:{gateway.GrpcPort}");
        var error = await Assert.ThrowsAsync<RpcException>(async () => await new DaprClient(channel).UnlockAlpha1Async(
            new UnlockRequest { StoreName = "locks", ResourceId = "r", LockOwner = "a" }, cancellationToken: CancellationToken));
        Assert.Equal((StatusCode.InvalidArgument, "lock store locks not found"), (error.StatusCode, error.Status.Detail));
    }

    [Fact]
    public async Task Wrong_key_prefix_is_told_at_start()
    {
        _folder.Write("locks.yaml", BlockResources.Component("locks", "lock.in-memory", ("keyPrefix", "a||b")));

        var (exitCode, output) = await GatewayProcess.RunAsync(
            ["--app-id", "end-to-end", "--resources-path", _folder.Folder, "--dapr-http-port", "0", "--dapr-grpc-port", "0", "--metrics-port", "0"]);

        Assert.NotEqual(0, exitCode);
        Assert.Contains("input key/keyPrefix 'a||b' can't contain '||'", output, StringComparison.Ordinal);
    }

    private static Task<(HttpStatusCode Status, string Body)> LockAsync(GatewayProcess gateway, string body)
        => gateway.SendAsync("POST", "/v1.0-alpha1/lock/locks", body);

    private static Task<(HttpStatusCode Status, string Body)> UnlockAsync(GatewayProcess gateway, string body)
        => gateway.SendAsync("POST", "/v1.0-alpha1/unlock/locks", body);
}

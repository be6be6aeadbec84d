using Google.Protobuf;
using Grpc.Health.V1;
using Layotto.Grpc.Tests.Server;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Layotto.Grpc.Services.Tests;

public sealed class HealthServiceTests
{
    private readonly HealthService _health = new();

    [Fact]
    public async Task Check_tells_what_was_set()
    {
        await using var server = await TestServer.StartAsync(Health.BindService(_health));
        _health.SetStatus("a", ServingStatus.NotServing);

        Assert.Equal(ServingStatus.Serving, await CheckAsync(server, ""));
        Assert.Equal(ServingStatus.NotServing, await CheckAsync(server, "a"));
        _health.SetStatus("a", ServingStatus.Serving);
        Assert.Equal(ServingStatus.Serving, await CheckAsync(server, "a"));
    }

    [Fact]
    public async Task Check_of_an_unknown_service_is_not_found()
    {
        await using var server = await TestServer.StartAsync(Health.BindService(_health));
        _health.SetStatus("a", ServingStatus.Serving);
        _health.ClearStatus("a");

        var call = await server.CallAsync("/grpc.health.v1.Health/Check", Frames.Of(new HealthCheckRequest { Service = "a" }.ToByteArray()));

        Assert.Equal("5", call.Status);
    }

    [Fact]
    public async Task List_tells_every_service()
    {
        await using var server = await TestServer.StartAsync(Health.BindService(_health));
        _health.SetStatus("a", ServingStatus.NotServing);

        var call = await server.CallAsync("/grpc.health.v1.Health/List", Frames.Of([]));
        var statuses = HealthListResponse.Parser.ParseFrom(call.Messages.Single()).Statuses;

        Assert.Equal(2, statuses.Count);
        Assert.Equal(ServingStatus.Serving, statuses[""].Status);
        Assert.Equal(ServingStatus.NotServing, statuses["a"].Status);
    }

    [Fact]
    public async Task List_of_too_many_services_is_refused()
    {
        await using var server = await TestServer.StartAsync(Health.BindService(_health));
        for (var number = 0; number < 100; number++)
            _health.SetStatus($"{number}", ServingStatus.Serving);

        Assert.Equal("8", (await server.CallAsync("/grpc.health.v1.Health/List", Frames.Of([]))).Status);
    }

    [Fact]
    public async Task Watch_tells_of_the_present_and_of_every_change()
    {
        await using var server = await TestServer.StartAsync(Health.BindService(_health));
        using var request = TestServer.Request(
            "/grpc.health.v1.Health/Watch", new ByteArrayContent(Frames.Of(new HealthCheckRequest { Service = "a" }.ToByteArray())));

        using var response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestServer.Cancellation);
        await using var stream = await response.Content.ReadAsStreamAsync(TestServer.Cancellation);

        Assert.Equal(ServingStatus.ServiceUnknown, await NextAsync(stream));
        _health.SetStatus("a", ServingStatus.Serving);
        Assert.Equal(ServingStatus.Serving, await NextAsync(stream));
        _health.SetStatus("b", ServingStatus.Serving);
        _health.SetStatus("a", ServingStatus.Serving);
        _health.ClearStatus("a");
        Assert.Equal(ServingStatus.ServiceUnknown, await NextAsync(stream));
        _health.SetStatus("a", ServingStatus.Serving);
        Assert.Equal(ServingStatus.Serving, await NextAsync(stream));
        _health.ShutDown();
        Assert.Equal(ServingStatus.NotServing, await NextAsync(stream));
    }

    [Fact]
    public async Task Shut_down_is_for_good()
    {
        await using var server = await TestServer.StartAsync(Health.BindService(_health));
        _health.ShutDown();
        _health.SetStatus("", ServingStatus.Serving);

        Assert.Equal(ServingStatus.NotServing, await CheckAsync(server, ""));
    }

    private static async Task<ServingStatus> CheckAsync(TestServer server, string service)
    {
        var call = await server.CallAsync(
            "/grpc.health.v1.Health/Check", Frames.Of(new HealthCheckRequest { Service = service }.ToByteArray()));
        return HealthCheckResponse.Parser.ParseFrom(call.Messages.Single()).Status;
    }

    private static async Task<ServingStatus> NextAsync(Stream stream)
    {
        var header = new byte[5];
        await stream.ReadExactlyAsync(header, TestServer.Cancellation).AsTask().WaitAsync(TestServer.Patience, TestServer.Cancellation);
        var payload = new byte[header[4]];
        await stream.ReadExactlyAsync(payload, TestServer.Cancellation).AsTask().WaitAsync(TestServer.Patience, TestServer.Cancellation);
        return HealthCheckResponse.Parser.ParseFrom(payload).Status;
    }
}

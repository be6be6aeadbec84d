using System.Globalization;
using System.Net;
using System.Threading.Channels;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Layotto.Grpc.Hosting;
using Layotto.Grpc.Server;
using Layotto.Protos.Dapr.Common.V1;
using Layotto.Protos.Dapr.Runtime.V1;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Layotto.EndToEnd.Tests.Blocks;

/// <summary>Input bindings of the built program, whose events go to an app.</summary>
public sealed class InputBindingTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly EndToEndGateway _folder = new();

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task App_is_asked_and_gets_events_at_its_route()
    {
        await using var app = await BlockApp.StartAsync(context =>
        {
            context.Response.StatusCode = context.Request.Path == "/unwanted" ? 404 : 200;
            return Task.CompletedTask;
        });
        _folder.Write("wanted.yaml", BlockResources.Component("wanted", "bindings.cron", ("schedule", "@every 100ms"), ("route", "/custom/route")));
        _folder.Write("unwanted.yaml", BlockResources.Component("unwanted", "bindings.cron", ("schedule", "@every 100ms")));
        _folder.Write("unasked.yaml", BlockResources.Component("unasked", "bindings.cron", ("schedule", "@every 100ms"), ("direction", "input")));
        await using var gateway = await _folder.StartAsync(
            ["--app-port", Text(app.Port)], new Dictionary<string, string> { ["APP_API_TOKEN"] = "geheim" });

        await app.NextAsync("OPTIONS /custom/route");
        var received = await app.NextAsync("POST /custom/route");
        await app.NextAsync("POST /unasked");

        Assert.Equal("", received.Body);
        Assert.Equal("application/json", received.Headers["Content-Type"]);
        Assert.Contains("UTC", received.Headers["readTimeUTC"], StringComparison.Ordinal);
        Assert.Equal("geheim", received.Headers["dapr-api-token"]);
        Assert.Contains("app has not subscribed to binding unwanted.", gateway.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_waits_for_the_event_under_way()
    {
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await BlockApp.StartAsync(context => context.Request.Method == "POST" ? goOn.Task.WaitAsync(Patience) : Task.CompletedTask);
        _folder.Write("tick.yaml", BlockResources.Component("tick", "bindings.cron", ("schedule", "@every 100ms")));
        await using var gateway = await _folder.StartAsync("--app-port", Text(app.Port), "--dapr-graceful-shutdown-seconds", "60");
        await app.NextAsync("POST /tick");

        gateway.Signal("TERM");
        await gateway.WaitForLineAsync("Shutdown: intake stops");
        Assert.DoesNotContain("stopped reading from input binding tick", gateway.Log, StringComparison.Ordinal);
        goOn.SetResult();
        await gateway.WaitForLineAsync("stopped reading from input binding tick");

        Assert.Equal(0, await gateway.WaitForExitAsync());
    }

    [Fact]
    public async Task Reading_follows_the_files()
    {
        await using var app = await BlockApp.StartAsync();
        await using var gateway = await _folder.StartAsync("--app-port", Text(app.Port));

        _folder.Write("tick.yaml", BlockResources.Component("tick", "bindings.cron", ("schedule", "@every 100ms"), ("route", "first")));
        await app.NextAsync("POST /first");
        _folder.Write("tick.yaml", BlockResources.Component("tick", "bindings.cron", ("schedule", "@every 100ms"), ("route", "second")));
        await app.NextAsync("POST /second");
        File.Delete(Path.Combine(_folder.Folder, "tick.yaml"));
        await gateway.WaitForLineAsync("Component unloaded: tick");
    }

    [Fact]
    public async Task App_over_gRPC_lists_bindings_and_its_answer_is_done()
    {
        var app = new GrpcApp();
        await using var host = new KestrelHost(
            new KestrelHostOptions { Endpoints = [ListenEndpoint.Tcp(IPAddress.Loopback, 0, ListenProtocols.Http2)] },
            new GrpcServerBuilder().Add(AppCallback.BindService(app)).Build().HandleAsync,
            NullLoggerFactory.Instance);
        await host.StartAsync(CancellationToken);
        _folder.Write("tick.yaml", BlockResources.Component("tick", "bindings.cron", ("schedule", "@every 100ms")));
        _folder.Write("unlisted.yaml", BlockResources.Component("unlisted", "bindings.cron", ("schedule", "@every 100ms")));
        _folder.Write("files.yaml", BlockResources.Component("files", "bindings.localstorage", ("rootPath", $"{_folder.Folder}/files")));
        await using var gateway = await _folder.StartAsync(
            "--app-port", Text(((IPEndPoint)host.BoundEndpoints[0]).Port), "--app-protocol", "grpc");

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(CancellationToken);
        patience.CancelAfter(Patience);
        Assert.Equal("tick", (await app.Events.Reader.ReadAsync(patience.Token)).Name);

        // What an answer asks for is done before the gateway has stopped.
        gateway.Signal("TERM");
        Assert.Equal(0, await gateway.WaitForExitAsync());
        Assert.Equal("""{"from":"app"}""", await File.ReadAllTextAsync(Directory.GetFiles($"{_folder.Folder}/files").First(), CancellationToken));
        await using var again = await _folder.StartAsync();
        Assert.Equal((HttpStatusCode.OK, "\"saved\""), await again.SendAsync("GET", "/v1.0/state/statestore/answer"));
        Assert.Contains("app has not subscribed to binding unlisted.", gateway.Log, StringComparison.Ordinal);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed class GrpcApp : AppCallback.AppCallbackBase
    {
        public Channel<BindingEventRequest> Events { get; } = Channel.CreateUnbounded<BindingEventRequest>();

        public override Task<ListInputBindingsResponse> ListInputBindings(Empty request, ServerCallContext context)
            => Task.FromResult(new ListInputBindingsResponse { Bindings = { "tick" } });

        public override Task<BindingEventResponse> OnBindingEvent(BindingEventRequest request, ServerCallContext context)
        {
            Events.Writer.TryWrite(request);
            return Task.FromResult(new BindingEventResponse
            {
                StoreName = "statestore",
                States = { new StateItem { Key = "answer", Value = ByteString.CopyFromUtf8("\"saved\"") } },
                To = { "files" },
                Data = ByteString.CopyFromUtf8("""{"from":"app"}"""),
                Concurrency = BindingEventResponse.Types.BindingEventConcurrency.Parallel,
            });
        }
    }
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Layotto.EndToEnd.Tests.Invocation;
using Layotto.Testing.Processes;
using Xunit;

namespace Layotto.EndToEnd.Tests;

/// <summary>How the process starts, listens, waits for its app, and stops.</summary>
public sealed class LifeCycleTests
{
    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_stops_it_gracefully_with_exit_code_0(string signal)
    {
        using var folder = new EndToEndGateway();
        await using var gateway = await folder.StartAsync();

        gateway.Signal(signal);

        Assert.Equal(0, await gateway.WaitForExitAsync());
        Assert.Contains("Daprd shutdown gracefully", gateway.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_under_way_ends_before_the_process_does()
    {
        using var folder = new EndToEndGateway();
        await using var gateway = await folder.StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, gateway.HttpPort, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        const string Body = "[{\"key\":\"late\",\"value\":1}]";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /v1.0/state/statestore HTTP/1.1\r\nHost: a\r\nContent-Length: {Body.Length}\r\n\r\n{Body[..5]}"), TestContext.Current.CancellationToken);

        // The request has to be under way before the signal: what was sent first is answered first.
        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync("GET", "/v1.0/healthz")).Status);
        gateway.Signal("TERM");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(Body[5..]), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);

        Assert.Equal("HTTP/1.1 204 No Content", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, await gateway.WaitForExitAsync());
    }

    [Fact]
    public async Task The_shutdown_API_stops_it_and_a_forced_one_exits_with_1()
    {
        using var folder = new EndToEndGateway();
        await using (var gateway = await folder.StartAsync())
        {
            Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync("POST", "/v1.0/shutdown")).Status);
            Assert.Equal(0, await gateway.WaitForExitAsync());
        }

        await using (var gateway = await folder.StartAsync())
        {
            Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync("POST", "/v1.0/shutdown", headers: ("dapr-force-shutdown", "true"))).Status);
            Assert.Equal(1, await gateway.WaitForExitAsync());
        }
    }

    [Fact]
    public async Task A_busy_port_ends_the_start_with_its_address()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var (exitCode, output) = await GatewayProcess.RunAsync(
            ["--app-id", "busy", "--dapr-http-port", $"{port}", "--dapr-grpc-port", "0", "--metrics-port", "0", "--dapr-listen-addresses", "127.0.0.1"]);

        Assert.Equal(1, exitCode);
        Assert.Contains("Fatal error from runtime", output, StringComparison.Ordinal);
        Assert.Contains($"127.0.0.1:{port}", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    /// <summary>50001, Dapr's port for gRPC, is one of those that the system gives to outgoing connections, such as a component's.</summary>
    [Fact]
    public async Task Dapr_1_16_ports_are_held_before_components_start()
    {
        using var folder = new EndToEndGateway();
        var sockets = Directory.CreateDirectory(Path.Combine(folder.Folder, "sockets")).FullName;
        folder.Write("waiting.yaml", """
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata:
              name: waiting
            spec:
              type: state.nowhere
              version: v1
              initTimeout: 60s
            """);
        var port = FreePorts.Find();
        await using var gateway = await GatewayProcess.StartAsync(
            ["--app-id", "end-to-end", "--resources-path", folder.Folder, "--dapr-grpc-port", $"{port}"],
            new Dictionary<string, string> { ["DAPR_COMPONENTS_SOCKETS_FOLDER"] = sockets },
            readyLine: "Component loaded: memory");

        // .NET shares addresses whatever it is told; the system asks as little for an outgoing connection as this does.
        using var other = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", $"import socket; socket.socket().bind(('127.0.0.1', {port}))"]) { RedirectStandardError = true })!;
        var error = await other.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Contains("Address already in use", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_problem_of_its_files_is_reported_at_once()
    {
        using var folder = new EndToEndGateway();
        folder.Write("wrong.yaml", """
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata:
              name: statestore
            spec:
              type: state.in-memory
            ---
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata:
              name: other
            spec:
              typ: state.in-memory
            """);

        var (exitCode, output) = await GatewayProcess.RunAsync(["--app-id", "wrong", "--resources-path", folder.Folder]);

        Assert.Equal(1, exitCode);
        Assert.Contains("statestore", output, StringComparison.Ordinal);
        Assert.Contains("spec.type", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_built_yet_is_warned_of_and_a_missing_protection_refused()
    {
        using var folder = new EndToEndGateway();
        var (exitCode, output) = await GatewayProcess.RunAsync(["--app-id", "a", "--resources-path", folder.Folder, "--enable-mtls", "--sentry-address", "127.0.0.1:50001"]);
        Assert.Equal(1, exitCode);
        Assert.Contains("Mutual TLS", output, StringComparison.Ordinal);

        await using var gateway = await folder.StartAsync("--placement-host-address", "127.0.0.1:50005");
        Assert.Contains("--placement-host-address is set but has no effect yet", gateway.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_component_of_an_unknown_type_stops_the_start_unless_errors_are_ignored()
    {
        using var folder = new EndToEndGateway();
        const string Component = "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: broken\nspec:\n  type: state.sqlit\n";
        folder.Write("broken.yaml", Component);

        var (exitCode, output) = await GatewayProcess.RunAsync(["--app-id", "a", "--resources-path", folder.Folder]);
        Assert.Equal(1, exitCode);
        Assert.Contains("state.sqlite", output, StringComparison.Ordinal);

        folder.Write("broken.yaml", Component + "  ignoreErrors: true\n");
        await using var gateway = await folder.StartAsync();
        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync("GET", "/v1.0/healthz")).Status);
    }

    [Fact]
    public async Task It_is_ready_outbound_before_its_app_listens_and_wholly_after()
    {
        using var folder = new EndToEndGateway();
        var port = FreePort();

        await using var gateway = await GatewayProcess.StartAsync(
            ["--app-id", "early", "--resources-path", folder.Folder, "--app-port", $"{port}"], readyLine: $"waiting on port {port}");
        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync("GET", "/v1.0/healthz/outbound")).Status);
        (await gateway.SendAsync("GET", "/v1.0/healthz")).AssertError(500, "ERR_HEALTH_NOT_READY");
        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync("POST", "/v1.0/state/statestore", "[{\"key\":\"a\",\"value\":1}]")).Status);

        using var app = new TcpListener(IPAddress.Loopback, port);
        app.Start();
        await gateway.WaitForLineAsync("Status: Running");
        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync("GET", "/v1.0/healthz")).Status);
    }

    [Fact]
    public async Task It_listens_on_every_port_it_was_given()
    {
        using var folder = new EndToEndGateway();
        var publicPort = FreePort();

        await using var gateway = await folder.StartAsync("--dapr-public-port", $"{publicPort}");

        using var client = new HttpClient();
        Assert.Contains("process_resident_memory_bytes", await client.GetStringAsync(new Uri($"http://127.0.0.1:{gateway.MetricsPort}/any/path"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("\"id\":\"end-to-end\"", await client.GetStringAsync(new Uri($"http://127.0.0.1:{publicPort}/v1.0/metadata"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using var notPublic = await client.GetAsync(new Uri($"http://127.0.0.1:{publicPort}/v1.0/state/statestore/a"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, notPublic.StatusCode);
        foreach (var port in new[] { gateway.GrpcPort, gateway.InternalGrpcPort })
        {
            var (status, message, _) = await RawGrpc.CallAsync(
                client, new UriBuilder("http", "127.0.0.1", port).Uri, "/grpc.health.v1.Health/Check", new global::Grpc.Health.V1.HealthCheckRequest(), TestContext.Current.CancellationToken);
            Assert.True(status == 0, message);
        }
    }

    [Fact]
    public async Task Over_Unix_sockets_it_has_no_ports_and_leaves_no_files()
    {
        using var folder = new EndToEndGateway();
        var http = Path.Combine(folder.Folder, "dapr-end-to-end-http.socket");
        await using var gateway = await folder.StartAsync("--unix-domain-socket", folder.Folder);
        Assert.True(File.Exists(Path.Combine(folder.Folder, "dapr-end-to-end-grpc.socket")));

        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(http), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        using var client = new HttpClient(handler);
        using var response = await client.GetAsync(new Uri("http://localhost/v1.0/healthz"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);

        gateway.Signal("TERM");
        Assert.Equal(0, await gateway.WaitForExitAsync());
        Assert.False(File.Exists(http));
    }

    [Fact]
    public async Task Logs_as_JSON_have_daprds_fields()
    {
        using var folder = new EndToEndGateway();
        await using var gateway = await GatewayProcess.StartAsync(
            ["--app-id", "json", "--resources-path", folder.Folder, "--log-as-json", "--enable-api-logging"], readyLine: "Status: Running");
        await gateway.SendAsync("GET", "/v1.0/metadata");
        gateway.Signal("TERM");
        await gateway.WaitForExitAsync();

        foreach (var line in gateway.Log.Split('\n'))
        {
            using var document = JsonDocument.Parse(line);
            foreach (var field in new[] { "time", "level", "msg", "app_id", "instance", "scope", "type", "ver" })
                Assert.True(document.RootElement.TryGetProperty(field, out _), $"{field} is missing in {line}");
        }

        Assert.Contains("HTTP API Called", gateway.Log, StringComparison.Ordinal);
        Assert.Contains("\"method\":\"GET /v1.0/metadata\"", gateway.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_http_port_speaks_h2c_too()
    {
        using var folder = new EndToEndGateway();
        await using var gateway = await folder.StartAsync();
        using var client = new HttpClient { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };

        using var response = await client.GetAsync(new Uri(gateway.HttpAddress, "/v1.0/metadata"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(HttpVersion.Version20, response.Version);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Layotto.Gateway.Launching;
using Layotto.Gateway.Tests.Support;

namespace Layotto.Gateway.Tests.Launching;

public class OutboundWaitTests
{
    [Fact]
    public async Task It_asks_until_the_sidecar_can_be_called()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener, "500 Internal Server Error", "204 No Content");
        var run = new CommandLineRun();
        Assert.Equal(0, await run.RunAsync("--wait", "--dapr-http-port", ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture)));
        Assert.Equal(["GET /v1.0/healthz/outbound HTTP/1.1", "GET /v1.0/healthz/outbound HTTP/1.1"], await serving.Within());
        Assert.Contains("NOT ready yet: HTTP status code 500", run.Error, StringComparison.Ordinal);
        Assert.EndsWith("Dapr is outbound ready!\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_gives_up_after_a_minute()
    {
        using var unused = new TcpListener(IPAddress.Loopback, 0);
        unused.Start();
        var port = ((IPEndPoint)unused.LocalEndpoint).Port;
        unused.Stop();
        var clock = new ManualTimeProvider();
        using var output = new StringWriter();
        var waiting = OutboundWait.RunAsync(port, output, clock);
        await clock.RunUntilAsync(waiting);
        Assert.Equal(0, await waiting);
        Assert.Contains("timeout waiting for Dapr to become outbound ready. Last error: Connection refused", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(60), clock.GetElapsedTime(0));
    }

    private static async Task<List<string>> ServeAsync(TcpListener listener, params string[] statuses)
    {
        var requests = new List<string>();
        foreach (var status in statuses)
        {
            using var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
            var stream = client.GetStream();
            var buffer = new byte[4096];
            var text = "";
            while (!text.Contains("\r\n\r\n", StringComparison.Ordinal))
                text += Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer, TestContext.Current.CancellationToken));
            requests.Add(text.Split("\r\n")[0]);
            await stream.WriteAsync(
                Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".Replace(status.StartsWith("204", StringComparison.Ordinal) ? "Content-Length: 0\r\n" : "\0", "", StringComparison.Ordinal)),
                TestContext.Current.CancellationToken);
        }

        return requests;
    }
}

using System.Globalization;
using System.Net;

namespace Layotto.Gateway.Launching;

/// <summary>
/// <c>--wait</c>: waits for the sidecar that runs on this machine already until it can be called, as daprd does
/// (<c>pkg/runtime/wait.go</c>); its injector has an app's pod wait so.
/// </summary>
internal static class OutboundWait
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestRequest = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan NoticePeriod = TimeSpan.FromSeconds(1);

    /// <summary>Waits, and tells how it goes.</summary>
    /// <param name="port">The port of the sidecar's HTTP API.</param>
    /// <param name="output">Where to tell it.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <returns>0, whether or not the sidecar could be called in time: that is how it is with daprd, whose users count on it.</returns>
    public static async Task<int> RunAsync(int port, TextWriter output, TimeProvider timeProvider)
    {
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://localhost:{port}/v1.0/healthz/outbound"));
        await output.WriteLineAsync($"Waiting for Dapr to be outbound ready (timeout: {Longest.TotalSeconds} seconds): url={address}");
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = LongestRequest };
        var start = timeProvider.GetTimestamp();
        var nextNotice = TimeSpan.Zero;
        while (true)
        {
            var reason = await AskAsync(client, address);
            if (reason is null)
            {
                await output.WriteLineAsync("Dapr is outbound ready!");
                return 0;
            }

            var elapsed = timeProvider.GetElapsedTime(start);
            if (elapsed >= Longest)
            {
                await output.WriteLineAsync($"timeout waiting for Dapr to become outbound ready. Last error: {reason}");
                return 0;
            }

            if (elapsed >= nextNotice)
            {
                nextNotice = elapsed + NoticePeriod;
                await output.WriteLineAsync($"Dapr outbound NOT ready yet: {reason}");
            }

            await Task.Delay(Period, timeProvider);
        }
    }

    private static async Task<string?> AskAsync(HttpClient client, Uri address)
    {
        try
        {
            using var response = await client.GetAsync(address);
            return response.StatusCode == HttpStatusCode.NoContent
                ? null
                : string.Create(CultureInfo.InvariantCulture, $"HTTP status code {(int)response.StatusCode}");
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            return exception.Message;
        }
    }
}

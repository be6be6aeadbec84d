using System.Diagnostics;
using System.Globalization;
using System.Net;
using Xunit;

namespace Layotto.EndToEnd.Tests;

/// <summary>A write that was answered is there after the gateway was killed without warning.</summary>
public sealed class DurabilityTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("http")]
    [InlineData("grpc")]
    public async Task Every_answered_write_survives_kill_9(string protocol)
    {
        const int Rounds = 3;
        using var folder = new EndToEndGateway();
        var answered = new List<string>();
        for (var round = 0; round < Rounds; round++)
            answered.AddRange(await WriteUntilKilledAsync(folder, protocol, $"round{round}", killAfter: 200 + (150 * round)));
        output.WriteLine($"{protocol}: {answered.Count} writes were answered before {Rounds} kills");

        await using var gateway = await folder.StartAsync();
        using var client = new HttpClient { BaseAddress = gateway.HttpAddress };
        Assert.NotEmpty(answered);
        foreach (var key in answered)
        {
            using var response = await client.GetAsync(new Uri($"/v1.0/state/statestore/{key}", UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Contains(key, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    // The gateway dies while writes are under way, as soon as so many have been answered.
    private static async Task<List<string>> WriteUntilKilledAsync(EndToEndGateway folder, string protocol, string prefix, int killAfter)
    {
        await using var gateway = await folder.StartAsync();
        var port = protocol == "http" ? gateway.HttpPort : gateway.GrpcPort;
        using var writer = NodeScript.Start(
            "writer.mjs", protocol, "127.0.0.1", port.ToString(CultureInfo.InvariantCulture), "statestore", prefix);
        var answered = new List<string>();
        try
        {
            using var deadline = new CancellationTokenSource(Patience);
            while (await writer.StandardOutput.ReadLineAsync(deadline.Token) is { } key)
            {
                answered.Add(key);
                if (answered.Count == killAfter)
                    await gateway.KillAsync();
            }
        }
        finally
        {
            Kill(writer);
        }

        return answered;
    }

    private static void Kill(Process process)
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
    }
}

using System.Globalization;
using System.Net;
using Layotto.Testing.Processes;
using Xunit;

namespace Layotto.EndToEnd.Tests.Invocation;

/// <summary>Answers of apps that aren't what they should be.</summary>
public sealed class OddAnswerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dapr_1_17_3_a_stale_content_length_is_not_passed_on()
    {
        await using var app = new RawApp("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 999\r\nConnection: close\r\n\r\n\"ok\"");
        await using var gateway = await StartAsync(app.Port);

        var (status, body) = await gateway.SendAsync("GET", "/v1.0/invoke/app/method/stale");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("\"ok\"", body);
    }

    [Fact]
    public async Task A_long_body_that_breaks_off_is_seen_to()
    {
        await using var app = new RawApp("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\nConnection: close\r\n\r\nabc");
        await using var gateway = await StartAsync(app.Port);
        await AssertBrokenAsync(gateway);
    }

    [Fact]
    public async Task Chunks_that_break_off_are_seen_to()
    {
        await using var app = new RawApp("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab");
        await using var gateway = await StartAsync(app.Port);
        await AssertBrokenAsync(gateway);
    }

    [Theory]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n\r\n")]
    [InlineData("")]
    public async Task What_is_no_answer_is_an_error(string answer)
    {
        await using var app = new RawApp(answer);
        await using var gateway = await StartAsync(app.Port);

        (await gateway.SendAsync("GET", "/v1.0/invoke/app/method/x")).AssertError(500, "ERR_DIRECT_INVOKE");
        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync("GET", "/v1.0/healthz")).Status);
    }

    [Fact]
    public async Task Interim_answers_are_passed_over()
    {
        await using var app = new RawApp("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
        await using var gateway = await StartAsync(app.Port);

        Assert.Equal((HttpStatusCode.OK, "ok"), await gateway.SendAsync("GET", "/v1.0/invoke/app/method/x"));
    }

    private static Task<GatewayProcess> StartAsync(int port)
        => GatewayProcess.StartAsync(["--app-id", "app", "--app-port", port.ToString(CultureInfo.InvariantCulture)]);

    private static async Task AssertBrokenAsync(GatewayProcess gateway)
    {
        using var client = new HttpClient { Timeout = Patience };
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync(new Uri(gateway.HttpAddress, "/v1.0/invoke/app/method/x"), Token));
    }
}

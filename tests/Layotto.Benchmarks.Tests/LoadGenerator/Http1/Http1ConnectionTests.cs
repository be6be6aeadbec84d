using Layotto.Benchmarks.Tests.Servers;
using Layotto.LoadGenerator.Checks;
using Layotto.LoadGenerator.CommandLine;
using Layotto.LoadGenerator.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Xunit;

namespace Layotto.Benchmarks.Tests.LoadGenerator.Http1;

public sealed class Http1ConnectionTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_closed_loop_against_Kestrel_is_valid_and_sends_what_it_was_told()
    {
        var seen = "";
        await using var server = await HandlerServer.StartAsync(HttpProtocols.Http1, async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync();
            seen = $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString} {context.Request.Headers["x-a"]} {body}";
            await context.Response.WriteAsync("chunked, as no length is known");
        });

        var result = await LoadRun.ExecuteAsync(
            Options(server.Address) with { Path = "/a/b?c=d", Headers = [("x-a", "b")], Body = "body"u8.ToArray(), Connections = 4 },
            Cancelled);

        Assert.True(result.IsValid, LoadRun.Faults(result));
        Assert.Equal("POST /a/b?c=d b body", seen);
        Assert.Equal(4, result.ConnectionsOpened);
        Assert.Equal(result.ResponsesInWindow, result.Latency.Count);
        Assert.NotNull(result.BodyHash);
    }

    [Fact]
    public async Task A_unix_socket_works_like_a_port()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await using var server = await HandlerServer.StartAsync(
            HttpProtocols.Http1, context => context.Response.WriteAsync("ok"), unixSocket: path);

        var result = await LoadRun.ExecuteAsync(Options(server.Address) with { ExpectedLength = 2 }, Cancelled);

        Assert.True(result.IsValid, LoadRun.Faults(result));
    }

    [Fact]
    public async Task A_wrong_status_is_counted_and_makes_the_result_invalid()
    {
        await using var server = await HandlerServer.StartAsync(HttpProtocols.Http1, context =>
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        });

        var result = await LoadRun.ExecuteAsync(Options(server.Address), Cancelled);

        Assert.False(result.IsValid);
        var (kind, count, sample) = Assert.Single(result.Errors.Entries());
        Assert.Equal(ErrorKind.Status, kind);
        Assert.True(count > 0);
        Assert.Equal("Status 503 instead of 200.", sample);
    }

    [Fact]
    public async Task A_server_that_closes_after_each_response_costs_connections_but_no_errors()
    {
        await using var server = new ScriptedServer(async (stream, _, cancellationToken) =>
        {
            if (await Http1Script.ReadRequestAsync(stream, cancellationToken))
                await Http1Script.WriteAsync(stream, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok", cancellationToken);
        });

        var result = await LoadRun.ExecuteAsync(Options(server.Address), Cancelled);

        Assert.True(result.IsValid, LoadRun.Faults(result));
        Assert.True(result.ConnectionsOpened >= result.TotalResponses);
    }

    [Theory]
    [InlineData("", "ConnectionLost")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", "ConnectionLost")]
    [InlineData("nonsense\r\n", "Protocol")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\naa", "Protocol")]
    public async Task A_response_cut_short_or_malformed_is_an_error(string response, string kind)
    {
        await using var server = new ScriptedServer(async (stream, _, cancellationToken) =>
        {
            await Http1Script.ReadRequestAsync(stream, cancellationToken);
            await Http1Script.WriteAsync(stream, response, cancellationToken);
        });

        var result = await LoadRun.ExecuteAsync(Options(server.Address), Cancelled);

        Assert.False(result.IsValid);
        Assert.Contains(result.Errors.Entries(), entry => entry.Kind.ToString() == kind);
    }

    [Fact]
    public async Task A_refused_connection_ends_the_run_at_once()
    {
        string address;
        await using (var server = new ScriptedServer((_, _, _) => Task.CompletedTask))
            address = server.Address;

        var result = await LoadRun.ExecuteAsync(Options(address), Cancelled);

        Assert.False(result.IsValid);
        Assert.Equal(ErrorKind.Connect, Assert.Single(result.Errors.Entries()).Kind);
    }

    private static LoadOptions Options(string address) => new()
    {
        Target = LoadTarget.Parse(address),
        WarmUp = TimeSpan.Zero,
        Duration = TimeSpan.FromMilliseconds(300),
    };
}

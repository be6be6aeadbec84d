using System.Text;

namespace Layotto.Http.Tests;

public sealed class UpstreamConnectionTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

    private static CancellationToken Deadline => new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token;

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello")]
    [InlineData("HTTP/1.1 200\r\nContent-Length: 5\r\n\r\nhello", "hello")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello", "hello")]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 5\n\nhello", "hello")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;name=value\r\nlo\r\n0\r\n\r\n", "hello")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0005\r\nhello\r\n0\r\nDigest: x\r\n\r\n", "hello")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\nhello\0close", "hello")]
    [InlineData("HTTP/1.0 200 OK\r\n\r\nhello\0close", "hello")]
    [InlineData("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", "")]
    [InlineData("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", "")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "")]
    public async Task Bodies_are_read_by_every_framing(string answer, string body)
    {
        await using var server = new ScriptedUpstream(answer);
        using var pool = new UpstreamPool(server.EndPoint);

        Assert.Equal(body, (await GetAsync(pool)).Body);
    }

    [Theory]
    [InlineData("nonsense\r\n\r\n")]
    [InlineData("HTTP/2 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 20 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 2000 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nName : value\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nName: value\r\n folded\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n: value\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nName: a\rb\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nName: a\u0001b\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\nhello\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a\nb\r\nhello\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n")]
    public async Task What_is_not_http_or_can_be_read_in_two_ways_is_refused(string answer)
    {
        await using var server = new ScriptedUpstream(answer + ScriptedUpstream.Close);
        using var pool = new UpstreamPool(server.EndPoint);

        var exception = await Assert.ThrowsAsync<HttpProtocolException>(() => GetAsync(pool));

        Assert.EndsWith(".", exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, pool.RestingConnections);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")]
    [InlineData("")]
    public async Task An_answer_that_ends_early_is_told(string answer)
    {
        await using var server = new ScriptedUpstream(answer + ScriptedUpstream.Close);
        using var pool = new UpstreamPool(server.EndPoint);

        await Assert.ThrowsAsync<EndOfStreamException>(() => GetAsync(pool));
    }

    [Fact]
    public async Task A_head_that_is_too_large_is_refused()
    {
        await using var server = new ScriptedUpstream($"HTTP/1.1 200 OK\r\nLong: {new string('x', 5000)}\r\n\r\n");
        using var pool = new UpstreamPool(server.EndPoint, new UpstreamOptions { MaxHeadSize = 4096 });

        await Assert.ThrowsAsync<HttpProtocolException>(() => GetAsync(pool));
    }

    [Fact]
    public async Task A_head_larger_than_the_first_buffer_is_read()
    {
        var value = new string('x', 40_000);
        await using var server = new ScriptedUpstream($"HTTP/1.1 200 OK\r\nFirst: 1\r\nLong: {value}\r\nContent-Length: 5\r\n\r\nhello");
        using var pool = new UpstreamPool(server.EndPoint);

        var (headers, body) = await GetAsync(pool);

        Assert.Equal(["First=1", $"Long={value}", "Content-Length=5"], headers);
        Assert.Equal("hello", body);
    }

    [Fact]
    public async Task Trailers_come_after_the_body()
    {
        await using var server = new ScriptedUpstream("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nOne: 1\r\nTwo:2 \r\n\r\n");
        using var pool = new UpstreamPool(server.EndPoint);
        var connection = await pool.RentAsync(isFresh: false, Deadline);

        await SendAsync(connection);
        Assert.Equal("hello", await ReadAsync(connection));

        Assert.Equal([KeyValuePair.Create("One", "1"), KeyValuePair.Create("Two", "2")], connection.Trailers);
        connection.Release();
    }

    [Fact]
    public async Task A_connection_is_used_again_after_a_whole_exchange()
    {
        await using var server = new ScriptedUpstream(Ok, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", Ok);
        using var pool = new UpstreamPool(server.EndPoint);

        for (var count = 0; count < 3; count++)
            Assert.Equal("hello", (await GetAsync(pool)).Body);

        Assert.Equal(1, server.Connections);
        Assert.Equal(1, pool.RestingConnections);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello and more")]
    public async Task A_connection_that_the_server_will_close_or_has_spoilt_is_not_used_again(string answer)
    {
        await using var server = new ScriptedUpstream(answer + ScriptedUpstream.Close, Ok);
        using var pool = new UpstreamPool(server.EndPoint);

        Assert.Equal("hello", (await GetAsync(pool)).Body);
        Assert.Equal("hello", (await GetAsync(pool)).Body);

        Assert.Equal(2, server.Connections);
    }

    [Fact]
    public async Task Requests_beyond_the_most_connections_wait_for_one()
    {
        await using var server = new ScriptedUpstream(Ok, Ok);
        using var pool = new UpstreamPool(server.EndPoint, new UpstreamOptions { MaxConnections = 1 });
        var first = await pool.RentAsync(isFresh: false, Deadline);

        var second = pool.RentAsync(isFresh: false, Deadline).AsTask();
        Assert.False(second.IsCompleted);
        await SendAsync(first);
        Assert.Equal("hello", await ReadAsync(first));
        first.Release();

        (await second).Release();
        Assert.Equal(1, server.Connections);
    }

    [Theory]
    [InlineData("GET /", "/")]
    [InlineData("GET", "/a b")]
    [InlineData("GET", "/a\r\nX: y")]
    [InlineData("GET", "")]
    public async Task Requests_that_would_break_their_line_are_refused(string method, string target)
    {
        await using var server = new ScriptedUpstream(Ok);
        using var pool = new UpstreamPool(server.EndPoint);
        var connection = await pool.RentAsync(isFresh: false, Deadline);

        Assert.Throws<ArgumentException>(() => connection.BeginRequest(method, target));
        connection.Release();
    }

    [Theory]
    [InlineData("Na me", "value")]
    [InlineData("", "value")]
    [InlineData("Name", "a\nb")]
    [InlineData("Name", "a\0b")]
    public async Task Headers_that_would_break_their_line_are_refused(string name, string value)
    {
        await using var server = new ScriptedUpstream(Ok);
        using var pool = new UpstreamPool(server.EndPoint);
        var connection = await pool.RentAsync(isFresh: false, Deadline);
        connection.BeginRequest("GET", "/");

        Assert.Throws<ArgumentException>(() => connection.AddHeader(name, value));
        connection.Release();
    }

    [Fact]
    public async Task Request_bodies_are_sent_by_length_and_in_chunks()
    {
        await using var server = new ScriptedUpstream(Ok, Ok);
        using var pool = new UpstreamPool(server.EndPoint);
        foreach (var length in (long?[])[5, null])
        {
            var connection = await pool.RentAsync(isFresh: false, Deadline);
            connection.BeginRequest("POST", "/path?query");
            connection.AddHeader("Name", "Grüße");
            connection.EndHead(length, hasBody: true);
            connection.AppendBody("hello"u8);
            connection.CompleteRequest();
            await connection.FlushAsync(Deadline);
            Assert.Equal("hello", await ReadAsync(connection));
            connection.Release();
        }

        var head = $"POST /path?query HTTP/1.1\r\nName: {Encoding.Latin1.GetString(Encoding.UTF8.GetBytes("Grüße"))}\r\n";
        Assert.Equal([head + "Content-Length: 5\r\n\r\nhello", head + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"], server.Requests);
    }

    [Fact]
    public async Task A_body_of_another_length_than_announced_is_refused()
    {
        await using var server = new ScriptedUpstream(Ok);
        using var pool = new UpstreamPool(server.EndPoint);
        var connection = await pool.RentAsync(isFresh: false, Deadline);
        connection.BeginRequest("POST", "/");
        connection.EndHead(3, hasBody: true);

        Assert.Throws<InvalidOperationException>(() => connection.AppendBody("hello"u8));
        Assert.Throws<InvalidOperationException>(connection.CompleteRequest);
        connection.Release();
        Assert.Equal(0, pool.RestingConnections);
    }

    private static async Task<(IReadOnlyList<string> Headers, string Body)> GetAsync(UpstreamPool pool)
    {
        var connection = await pool.RentAsync(isFresh: false, Deadline);
        try
        {
            await SendAsync(connection);
            await connection.ReadHeadAsync(Deadline);
            string[] headers = [.. Enumerable.Range(0, connection.HeaderCount).Select(index => $"{connection.HeaderName(index)}={connection.HeaderValue(index)}")];
            return (headers, await ReadBodyAsync(connection));
        }
        finally
        {
            connection.Release();
        }
    }

    private static ValueTask SendAsync(UpstreamConnection connection)
    {
        connection.BeginRequest("GET", "/");
        connection.EndHead(0, hasBody: false);
        return connection.FlushAsync(Deadline);
    }

    private static async Task<string> ReadAsync(UpstreamConnection connection)
    {
        await connection.ReadHeadAsync(Deadline);
        return await ReadBodyAsync(connection);
    }

    private static async Task<string> ReadBodyAsync(UpstreamConnection connection)
    {
        var body = new StringBuilder();
        var buffer = new byte[3];
        while (await connection.ReadBodyAsync(buffer, Deadline) is var read and > 0)
            body.Append(Encoding.Latin1.GetString(buffer, 0, read));
        return body.ToString();
    }
}

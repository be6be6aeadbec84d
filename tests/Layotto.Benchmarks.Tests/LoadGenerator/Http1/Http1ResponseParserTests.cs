using System.Text;
using Layotto.LoadGenerator.Checks;
using Layotto.LoadGenerator.Connections;
using Layotto.LoadGenerator.Http1;
using Xunit;

namespace Layotto.Benchmarks.Tests.LoadGenerator.Http1;

public sealed class Http1ResponseParserTests
{
    public static TheoryData<string, int, int, bool> Responses => new()
    {
        { "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200, 5, true },
        { "HTTP/1.1 200\r\ncontent-length:5 \r\nX-Long: a,b,c\r\n\r\nhello", 200, 5, true },
        { "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", 404, 0, false },
        { "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\na", 200, 1, false },
        { "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 1\r\n\r\na", 200, 1, true },
        { "HTTP/1.1 204 No Content\r\n\r\n", 204, 0, true },
        { "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 200, 2, true },
        { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;a=b\r\n world\r\n0\r\n\r\n", 200, 11, true },
        { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1F\r\n" + new string('x', 31) + "\r\n0\r\nTrailer: y\r\n\r\n", 200, 31, true },
        { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n", 200, 0, true },
    };

    [Theory]
    [MemberData(nameof(Responses))]
    public void A_response_is_read_wherever_it_is_split(string response, int status, int length, bool keepAlive)
    {
        var bytes = Encoding.ASCII.GetBytes(response);
        for (var size = 1; size <= bytes.Length; size++)
        {
            var parser = new Http1ResponseParser();
            parser.Reset(new BodyTally(hashed: false), isHead: false);
            var buffer = new List<byte>();
            foreach (var chunk in bytes.Chunk(size))
            {
                Assert.False(parser.IsComplete, "the response was complete before its end");
                buffer.AddRange(chunk);
                buffer.RemoveRange(0, parser.Read(buffer.ToArray()));
            }

            Assert.True(parser.IsComplete);
            Assert.Empty(buffer);
            Assert.Equal((status, (long)length, keepAlive), (parser.Status, parser.Body.Length, parser.KeepAlive));
        }
    }

    [Fact]
    public void Reading_stops_at_the_end_of_the_response()
    {
        var parser = new Http1ResponseParser();
        parser.Reset(new BodyTally(hashed: false), isHead: false);
        Assert.Equal(40, parser.Read("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK"u8));
        Assert.True(parser.IsComplete);
    }

    [Fact]
    public void The_response_to_a_head_has_no_body()
    {
        var parser = new Http1ResponseParser();
        parser.Reset(new BodyTally(hashed: false), isHead: true);
        parser.Read("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"u8);
        Assert.True(parser.IsComplete);
    }

    [Fact]
    public void A_body_without_a_length_ends_with_the_connection()
    {
        var parser = new Http1ResponseParser();
        parser.Reset(new BodyTally(hashed: false), isHead: false);
        parser.Read("HTTP/1.1 200 OK\r\n\r\nabc"u8);
        Assert.False(parser.IsComplete);

        Assert.True(parser.EndOfInput());
        Assert.True(parser.IsComplete);
        Assert.Equal(3, parser.Body.Length);
        Assert.False(parser.KeepAlive);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")]
    [InlineData("HTTP/1.1 200 O")]
    public void A_connection_that_ends_early_does_not_complete_a_response(string response)
    {
        var parser = new Http1ResponseParser();
        parser.Reset(new BodyTally(hashed: false), isHead: false);
        parser.Read(Encoding.ASCII.GetBytes(response));
        Assert.False(parser.EndOfInput());
        Assert.False(parser.IsComplete);
    }

    [Theory]
    [InlineData("HTTP/2 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 2x0 OK\r\n\r\n")]
    [InlineData("SSH-2.0-OpenSSH\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nno colon\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5 6\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n")]
    public void Malformed_responses_are_refused(string response)
    {
        var parser = new Http1ResponseParser();
        parser.Reset(new BodyTally(hashed: false), isHead: false);
        Assert.Throws<ProtocolViolationException>(() => parser.Read(Encoding.ASCII.GetBytes(response)));
    }

    [Fact]
    public void A_line_without_end_is_refused()
    {
        var parser = new Http1ResponseParser();
        parser.Reset(new BodyTally(hashed: false), isHead: false);
        Assert.Throws<ProtocolViolationException>(() => parser.Read(new byte[17 * 1024]));
    }
}

using System.Net;
using System.Net.Sockets;
using Layotto.LoadGenerator.Connections;
using Xunit;

namespace Layotto.Benchmarks.Tests.LoadGenerator.Connections;

public sealed class LoadTargetTests
{
    [Theory]
    [InlineData("127.0.0.1:80", "127.0.0.1:80", "127.0.0.1:80")]
    [InlineData("http://localhost:3500/", "127.0.0.1:3500", "localhost:3500")]
    [InlineData("[::1]:81", "[::1]:81", "[::1]:81")]
    public void Addresses_become_end_points(string text, string endPoint, string authority)
    {
        var target = LoadTarget.Parse(text);
        Assert.Equal(IPEndPoint.Parse(endPoint), target.EndPoint);
        Assert.Equal(authority, target.Authority);
    }

    [Theory]
    [InlineData("unix:/tmp/a.sock")]
    [InlineData("unix:///tmp/a.sock")]
    public void Unix_sockets_are_told_by_their_prefix(string text)
    {
        var target = LoadTarget.Parse(text);
        Assert.Equal("/tmp/a.sock", Assert.IsType<UnixDomainSocketEndPoint>(target.EndPoint).ToString());
        Assert.True(target.IsUnixSocket);
    }

    [Theory]
    [InlineData("host")]
    [InlineData("host:0")]
    [InlineData("host:70000")]
    [InlineData(":80")]
    [InlineData("unix:")]
    public void Anything_else_is_refused(string text) => Assert.Throws<FormatException>(() => LoadTarget.Parse(text));
}

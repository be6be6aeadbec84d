using System.Net;
using System.Net.Sockets;
using Layotto.Grpc.Client.Connections;

namespace Layotto.Grpc.Client.Tests.Connections;

public sealed class ChannelTargetTests
{
    [Theory]
    [InlineData("http://localhost:50001", "localhost", 50001, false, "localhost:50001")]
    [InlineData("https://example.com", "example.com", 443, true, "example.com")]
    [InlineData("https://example.com:8443/", "example.com", 8443, true, "example.com:8443")]
    [InlineData("127.0.0.1:3500", "127.0.0.1", 3500, false, "127.0.0.1:3500")]
    [InlineData("dns:service:80", "service", 80, false, "service")]
    [InlineData("dns:///service:81", "service", 81, false, "service:81")]
    [InlineData("http://[::1]:9", "::1", 9, false, "[::1]:9")]
    public void Network_address_is_understood(string address, string host, int port, bool secure, string authority)
    {
        var target = ChannelTarget.Parse(address);

        var endPoint = Assert.IsType<DnsEndPoint>(target.EndPoint);
        Assert.Equal((host, port, secure, authority), (endPoint.Host, endPoint.Port, target.IsSecure, target.Authority));
    }

    [Theory]
    [InlineData("unix:///run/a.sock", "/run/a.sock")]
    [InlineData("unix:/run/a.sock", "/run/a.sock")]
    [InlineData("unix:a.sock", "a.sock")]
    public void Unix_address_is_understood(string address, string path)
    {
        var target = ChannelTarget.Parse(address);

        Assert.Equal(path, Assert.IsType<UnixDomainSocketEndPoint>(target.EndPoint).ToString());
        Assert.Equal(("localhost", false), (target.Authority, target.IsSecure));
    }

    [Theory]
    [InlineData("")]
    [InlineData("unix:")]
    [InlineData("unix-abstract:")]
    [InlineData("unix://host/path")]
    [InlineData("ftp://host:1")]
    [InlineData("http://host:1/path")]
    [InlineData("http://user@host:1")]
    [InlineData("host:99999")]
    public void Other_address_is_refused_with_its_text(string address)
    {
        var exception = Assert.Throws<ArgumentException>(() => new GrpcChannel(address));

        Assert.Contains($"'{address}'", exception.Message, StringComparison.Ordinal);
    }
}

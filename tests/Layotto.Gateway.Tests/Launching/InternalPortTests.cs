using System.Net;
using System.Net.Sockets;
using Layotto.Gateway.Launching;

namespace Layotto.Gateway.Tests.Launching;

public class InternalPortTests
{
    // Computed with Python: 47300 + (h[0] | h[1] << 8) % 18235, h = sha256(b"orders|/srv/orders|1000|host-1").
    [Theory]
    [InlineData("orders", "/srv/orders", 1000, "host-1", 63961)]
    [InlineData("", "/", 0, "", 55265)]
    public void The_port_is_the_one_that_daprd_draws(string appId, string directory, int userId, string hostName, int port)
        => Assert.Equal(port, InternalPort.Derive(appId, directory, userId, hostName));

    [Fact]
    public void The_port_stays_in_its_range()
        => Assert.All(Enumerable.Range(0, 5000), number => Assert.InRange(InternalPort.Derive($"app-{number}", "/", 0, "h"), 47300, 65534));

    [Fact]
    public void The_port_is_the_same_every_time_while_nobody_has_it()
        => Assert.Equal(InternalPort.Choose("an-app-of-this-test"), InternalPort.Choose("an-app-of-this-test"));

    [Fact]
    public void Another_port_is_taken_when_somebody_has_it()
    {
        var port = InternalPort.Choose("another-app-of-this-test");
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, port));
        taken.Listen();
        Assert.NotEqual(port, InternalPort.Choose("another-app-of-this-test"));
    }
}

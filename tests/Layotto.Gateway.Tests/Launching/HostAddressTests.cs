using System.Net;
using Layotto.Gateway.Launching;

namespace Layotto.Gateway.Tests.Launching;

public class HostAddressTests
{
    [Theory]
    [InlineData("8.8.8.8", "fe80::1", "fd00::1", "10.0.0.1", "2001:4860::1", "8.8.8.8")]
    [InlineData("2001:4860::1", "10.0.0.1", "fd00::1", "2001:4860::1")]
    [InlineData("fd00::1", "100.64.0.1", "100.64.0.1")]
    [InlineData("172.16.3.4", "169.254.1.1", "172.16.3.4")]
    [InlineData("fe80::1", "fd00::1", "fd00::1")]
    [InlineData("127.0.0.1", "::1", "169.254.1.1", "169.254.1.1")]
    [InlineData("192.0.0.2", "192.168.1.2", "192.168.1.2")]
    [InlineData("127.0.0.1", "192.0.0.2", null)]
    public void The_most_public_address_wins(params string?[] addressesAndWinner)
        => Assert.Equal(
            addressesAndWinner[^1],
            HostAddress.MostPublic(addressesAndWinner[..^1].Select(address => IPAddress.Parse(address!)))?.ToString());

    [Fact]
    public void An_address_that_is_given_goes_before_all_others()
        => Assert.Equal("my-host", HostAddress.Discover(new GatewayEnvironment { HostAddress = "my-host" }));

    [Fact]
    public void There_is_always_an_address()
        => Assert.True(IPAddress.TryParse(HostAddress.Discover(new GatewayEnvironment()), out _));
}

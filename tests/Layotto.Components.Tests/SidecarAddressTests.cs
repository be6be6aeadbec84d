using Layotto.Components.NameResolution;
using Xunit;

namespace Layotto.Components.Tests;

public sealed class SidecarAddressTests
{
    [Theory]
    [InlineData("orders", "orders:50002")]
    [InlineData(" orders.internal:1 ", "orders.internal:1")]
    [InlineData("192.0.2.7:65535", "192.0.2.7:65535")]
    [InlineData("fd00::1", "[fd00::1]:50002")]
    [InlineData("[fd00::1]", "[fd00::1]:50002")]
    [InlineData("[fd00::1]:1", "[fd00::1]:1")]
    [InlineData("[fe80::1%eth0]:1", "[fe80::1%eth0]:1")]
    public void Address_is_read(string text, string address)
    {
        Assert.True(SidecarAddress.TryParse(text, 50002, out var read));
        Assert.Equal(address, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData(":1")]
    [InlineData("orders:")]
    [InlineData("orders:0")]
    [InlineData("orders:65536")]
    [InlineData("orders:+1")]
    [InlineData("orders:http")]
    [InlineData("a b:1")]
    [InlineData("a/b")]
    [InlineData("user@host:1")]
    [InlineData("http://orders:1")]
    [InlineData("[orders]:1")]
    [InlineData("[fd00::1")]
    [InlineData("[fd00::1]1")]
    [InlineData("1:2:3")]
    public void Anything_else_isn_t(string text) => Assert.False(SidecarAddress.TryParse(text, 50002, out _));

    [Fact]
    public void Port_must_be_there_where_there_is_no_default()
    {
        Assert.False(SidecarAddress.TryParse("orders", 0, out _));
        Assert.True(SidecarAddress.TryParse("orders:1", 0, out _));
    }

    [Theory]
    [InlineData("orders", "orders:1")]
    [InlineData("fd00::1", "[fd00::1]:1")]
    [InlineData("[fd00::1]", "[fd00::1]:1")]
    public void Host_and_port_are_joined(string host, string address) => Assert.Equal(address, SidecarAddress.Join(host, 1));
}

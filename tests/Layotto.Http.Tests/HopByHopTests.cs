namespace Layotto.Http.Tests;

public sealed class HopByHopTests
{
    [Theory]
    [InlineData("X-Mine, close", "x-mine", true)]
    [InlineData("close,X-Mine", "X-Mine", true)]
    [InlineData("close", "X-Mine", false)]
    [InlineData("X-Mine2", "X-Mine", false)]
    public void The_connection_header_names_others(string connection, string name, bool isNamed)
        => Assert.Equal(isNamed, HopByHop.IsNamed(connection, name));

    [Theory]
    [InlineData("Connection", true)]
    [InlineData("TE", true)]
    [InlineData("transfer-encoding", true)]
    [InlineData("Upgrade", true)]
    [InlineData("Keep-Alive", true)]
    [InlineData("Proxy-Connection", true)]
    [InlineData("Proxy-Authorization", true)]
    [InlineData("Proxy-Authenticate", true)]
    [InlineData("Content-Type", false)]
    [InlineData("Authorization", false)]
    public void Some_headers_are_always_of_the_connection(string name, bool isAlways) => Assert.Equal(isAlways, HopByHop.IsAlways(name));
}

using Layotto.Components;
using Layotto.Gateway.Serving;
using Microsoft.Extensions.Logging.Abstractions;

namespace Layotto.Gateway.Tests.Serving;

public sealed class GatewayPluggablesTests
{
    [Theory]
    [InlineData("1000,x", "x")]
    [InlineData("-1", "-1")]
    [InlineData("4294967296", "4294967296")]
    public void Owners_that_cant_be_users_stop_the_start(string owners, string named)
    {
        var error = Assert.Throws<GatewayStartException>(
            () => GatewayPluggables.Create(new GatewayEnvironment { ComponentSocketOwners = owners }, new ComponentCatalogue(), NullLoggerFactory.Instance));

        Assert.Contains($"LAYOTTO_COMPONENT_SOCKET_OWNERS has \"{named}\"", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("1000, 1001,")]
    public async Task Owners_can_be_named(string owners)
    {
        await using var discovery = GatewayPluggables.Create(new GatewayEnvironment { ComponentSocketOwners = owners }, new ComponentCatalogue(), NullLoggerFactory.Instance);

        Assert.Empty(discovery.Records);
    }
}

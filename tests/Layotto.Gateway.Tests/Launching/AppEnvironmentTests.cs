using System.Net;
using Layotto.Gateway.Launching;

namespace Layotto.Gateway.Tests.Launching;

public class AppEnvironmentTests
{
    private static readonly GatewayOptions Options = new() { AppId = "orders", AppProtocol = AppProtocol.Grpcs, AppPort = 8080 };

    [Fact]
    public void The_app_is_told_what_dapr_run_tells_it()
        => Assert.Equal(
            new Dictionary<string, string>
            {
                ["APP_ID"] = "orders",
                ["APP_PORT"] = "8080",
                ["APP_PROTOCOL"] = "grpcs",
                ["DAPR_GRPC_ENDPOINT"] = "http://127.0.0.1:4002",
                ["DAPR_GRPC_PORT"] = "4002",
                ["DAPR_HTTP_ENDPOINT"] = "http://127.0.0.1:4001",
                ["DAPR_HTTP_PORT"] = "4001",
                ["DAPR_METRICS_PORT"] = "4004",
            },
            AppEnvironment.Create(Options, new BoundPorts(4001, 4002, 4003, 4004)));

    [Fact]
    public void What_is_not_served_is_not_told()
        => Assert.Equal(
            ["APP_ID", "APP_PROTOCOL"],
            AppEnvironment.Create(Options with { AppPort = null }, new BoundPorts(null, null)).Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void A_socket_is_told_in_the_place_of_a_port()
        => Assert.Equal(
            "unix:///run/x/dapr-orders-grpc.socket",
            AppEnvironment.Create(Options with { UnixDomainSocketDirectory = "/run/x" }, new BoundPorts(null, null))["DAPR_GRPC_ENDPOINT"]);

    [Theory]
    [InlineData("0.0.0.0", "127.0.0.1")]
    [InlineData("::", "127.0.0.1")]
    [InlineData("10.1.2.3", "10.1.2.3")]
    [InlineData("::1", "[::1]")]
    public void The_endpoint_is_where_the_sidecar_listens(string address, string host)
        => Assert.Equal(
            $"http://{host}:1",
            AppEnvironment.Create(Options with { ListenAddresses = [IPAddress.Parse(address)] }, new BoundPorts(1, 2))["DAPR_HTTP_ENDPOINT"]);
}

namespace Layotto.Gateway;

/// <summary>Where the gateway runs: the values of <c>--mode</c>.</summary>
public enum GatewayMode
{
    /// <summary>As a process of its own; resources and configuration are files.</summary>
    Standalone,

    /// <summary>In a Kubernetes pod; resources and configuration come from Dapr's operator.</summary>
    Kubernetes,
}

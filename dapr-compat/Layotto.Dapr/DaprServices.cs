using Layotto.Runtime.Crypto;
using Layotto.Dapr.Invocation;
using Layotto.Runtime.Health;
using Layotto.Runtime.Metadata;
using Layotto.Runtime.Secrets;
using Layotto.Runtime.State;
using Layotto.Runtime.Telemetry;
using Layotto.Runtime.Telemetry.Metrics;

namespace Layotto.Dapr;

/// <summary>What stands behind Dapr's APIs.</summary>
public sealed record DaprServices
{
    /// <summary>The state engine.</summary>
    public required StateEngine State { get; init; }

    /// <summary>The secrets engine.</summary>
    public required SecretEngine Secrets { get; init; }

    /// <summary>The crypto engine.</summary>
    public required CryptoEngine Crypto { get; init; }
    /// <summary>Service invocation; null where it isn't served.</summary>
    public ServiceInvocation? Invocation { get; init; }

    /// <summary>What the gateway tells about itself.</summary>
    public required GatewayMetadata Metadata { get; init; }

    /// <summary>Everything that has to be ready.</summary>
    public required HealthTargets Health { get; init; }

    /// <summary>What has to be ready for calls from the app.</summary>
    public required HealthTargets OutboundHealth { get; init; }

    /// <summary>Begins the shutdown and returns at once; its argument says whether to skip the graceful part.</summary>
    public required Action<bool> Shutdown { get; init; }

    /// <summary>What is measured.</summary>
    public GatewayMetrics Metrics { get; init; } = GatewayMetrics.None;

    /// <summary>Starts spans.</summary>
    public Tracer Tracer { get; init; } = Tracer.Off;
}

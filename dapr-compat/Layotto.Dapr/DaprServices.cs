using Layotto.Runtime.Crypto;
using Layotto.Dapr.Apps;
using Layotto.Dapr.Invocation;
using Layotto.Runtime.Bindings;
using Layotto.Runtime.Configuration;
using Layotto.Runtime.Health;
using Layotto.Runtime.Locks;
using Layotto.Runtime.Metadata;
using Layotto.Runtime.PubSub;
using Layotto.Runtime.PubSub.Subscriptions;
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

    /// <summary>The publish engine.</summary>
    public required PubSubEngine PubSub { get; init; }

    /// <summary>What is subscribed to.</summary>
    public required TopicSubscriptions Subscriptions { get; init; }

    /// <summary>The secrets engine.</summary>
    public required SecretEngine Secrets { get; init; }

    /// <summary>The crypto engine.</summary>
    public required CryptoEngine Crypto { get; init; }
    /// <summary>The engine of output bindings.</summary>
    public required BindingEngine Bindings { get; init; }

    /// <summary>The configuration engine.</summary>
    public required ConfigurationEngine Configuration { get; init; }

    /// <summary>The lock engine.</summary>
    public required LockEngine Locks { get; init; }

    /// <summary>The app that is told of changed configuration over HTTP; null when there is none, or it speaks gRPC.</summary>
    public ConfigurationApp? ConfigurationApp { get; init; }
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

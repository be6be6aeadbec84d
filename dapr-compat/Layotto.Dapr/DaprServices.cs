using Layotto.Runtime.Health;
using Layotto.Runtime.Metadata;
using Layotto.Runtime.Secrets;
using Layotto.Runtime.State;

namespace Layotto.Dapr;

/// <summary>What stands behind Dapr's APIs.</summary>
/// <param name="State">The state engine.</param>
/// <param name="Secrets">The secrets engine.</param>
/// <param name="Metadata">What the gateway tells about itself.</param>
/// <param name="Health">Everything that has to be ready.</param>
/// <param name="OutboundHealth">What has to be ready for calls from the app.</param>
/// <param name="Shutdown">Begins the shutdown and returns at once; its argument says whether to skip the graceful part.</param>
public sealed record DaprServices(
    StateEngine State,
    SecretEngine Secrets,
    GatewayMetadata Metadata,
    HealthTargets Health,
    HealthTargets OutboundHealth,
    Action<bool> Shutdown);

using Layotto.Components;
using Layotto.Components.PubSub;
using Layotto.Pluggable.Sdk.Serving;
using WirePubSub = Layotto.Protos.Dapr.Components.V1.PubSub;

namespace Layotto.Pluggable.Sdk.PubSub;

/// <summary>How brokers are served.</summary>
internal static class PubSubServices
{
    public static ServedKind Kind { get; } = new(
        ComponentKind.PubSub,
        static component => component is IPubSub,
        static (instances, _) => [new ServedService(WirePubSub.BindService(new PubSubService(instances)), WirePubSub.Descriptor)]);
}

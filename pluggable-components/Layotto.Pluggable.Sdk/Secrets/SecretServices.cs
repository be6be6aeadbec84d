using Layotto.Components;
using Layotto.Components.Secrets;
using Layotto.Pluggable.Sdk.Serving;
using Layotto.Protos.Dapr.Components.V1;

namespace Layotto.Pluggable.Sdk.Secrets;

/// <summary>How secret stores are served.</summary>
internal static class SecretServices
{
    public static ServedKind Kind { get; } = new(
        ComponentKind.SecretStore,
        static component => component is ISecretStore,
        static (instances, _) => [new ServedService(SecretStore.BindService(new SecretService(instances)), SecretStore.Descriptor)]);
}

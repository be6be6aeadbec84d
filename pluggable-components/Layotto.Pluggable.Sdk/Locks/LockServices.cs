using Layotto.Components;
using Layotto.Components.Locks;
using Layotto.Pluggable.Sdk.Serving;
using WireLockStore = Layotto.Protos.Components.V1.LockStore;

namespace Layotto.Pluggable.Sdk.Locks;

/// <summary>How lock stores are served.</summary>
internal static class LockServices
{
    public static ServedKind Kind { get; } = new(
        ComponentKind.Lock,
        static component => component is ILockStore,
        static (instances, _) => [new ServedService(WireLockStore.BindService(new LockService(instances)), WireLockStore.Descriptor)]);
}

using Layotto.Components;
using Layotto.Components.ObjectStorage;
using Layotto.Pluggable.Sdk.Serving;
using WireObjectStorage = Layotto.Protos.Components.V1.ObjectStorage;

namespace Layotto.Pluggable.Sdk.ObjectStorage;

/// <summary>How object stores are served.</summary>
internal static class ObjectStorageServices
{
    public static ServedKind Kind { get; } = new(
        ComponentKind.ObjectStorage,
        static component => component is IObjectStorage,
        static (instances, _) => [new ServedService(WireObjectStorage.BindService(new ObjectStorageService(instances)), WireObjectStorage.Descriptor)]);
}

using Layotto.Components;
using Layotto.Components.Files;
using Layotto.Pluggable.Sdk.Serving;
using WireFileStore = Layotto.Protos.Components.V1.FileStore;

namespace Layotto.Pluggable.Sdk.Files;

/// <summary>How file stores are served.</summary>
internal static class FileServices
{
    public static ServedKind Kind { get; } = new(
        ComponentKind.File,
        static component => component is IFileStore,
        static (instances, _) => [new ServedService(WireFileStore.BindService(new FileService(instances)), WireFileStore.Descriptor)]);
}

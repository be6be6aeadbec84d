using Layotto.Components;
using Layotto.Components.Configuration;
using Layotto.Pluggable.Sdk.Serving;
using WireConfigurationStore = Layotto.Protos.Components.V1.ConfigurationStore;

namespace Layotto.Pluggable.Sdk.Configuration;

/// <summary>How configuration stores are served.</summary>
internal static class ConfigurationServices
{
    public static ServedKind Kind { get; } = new(
        ComponentKind.Configuration,
        static component => component is IConfigurationStore,
        static (instances, _) => [new ServedService(WireConfigurationStore.BindService(new ConfigurationService(instances)), WireConfigurationStore.Descriptor)]);
}

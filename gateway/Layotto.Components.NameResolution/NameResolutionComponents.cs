using Layotto.Components.NameResolution.Consul;
using Layotto.Components.NameResolution.Files;
using Layotto.Components.NameResolution.HostNames;
using Layotto.Components.NameResolution.Mdns;

namespace Layotto.Components.NameResolution;

/// <summary>The name resolvers of this project: those that need no library.</summary>
public static class NameResolutionComponents
{
    /// <summary>Adds the types to a catalogue.</summary>
    public static ComponentCatalogue Register(ComponentCatalogue catalogue) => catalogue
        .Add(new ComponentDescriptor
        {
            Kind = ComponentKind.NameResolution,
            Name = "mdns",
            Summary = "Finds sidecars by multicast DNS, on one machine and on networks that let multicast through; the default outside Kubernetes.",
            Create = () => new MdnsNameResolver(),
        })
        .Add(new ComponentDescriptor
        {
            Kind = ComponentKind.NameResolution,
            Name = "kubernetes",
            Summary = "Looks up the services that Dapr's operator makes for apps in Kubernetes.",
            Schema = KubernetesNameResolver.Schema,
            Create = () => new KubernetesNameResolver(),
        })
        .Add(new ComponentDescriptor
        {
            Kind = ComponentKind.NameResolution,
            Name = "hashicorp.consul",
            Aliases = ["consul"],
            Summary = "Finds sidecars in Consul, and registers this one there.",
            Schema = ConsulSettings.Schema,
            Create = () => new ConsulNameResolver(),
        })
        .Add(new ComponentDescriptor
        {
            Kind = ComponentKind.NameResolution,
            Name = "nameformat",
            Summary = "Makes the address out of the app id by a format.",
            Schema = NameFormatResolver.Schema,
            Create = () => new NameFormatResolver(),
        })
        .Add(new ComponentDescriptor
        {
            Kind = ComponentKind.NameResolution,
            Name = "dns",
            Summary = "Makes a host's name out of the app id and looks it up by the system's resolver.",
            Schema = DnsNameResolver.Schema,
            Create = () => new DnsNameResolver(),
        })
        .Add(new ComponentDescriptor
        {
            Kind = ComponentKind.NameResolution,
            Name = "file",
            Summary = "Reads the addresses of sidecars from a file, and again whenever it changes.",
            Schema = FileNameResolver.Schema,
            Create = () => new FileNameResolver(),
        });
}

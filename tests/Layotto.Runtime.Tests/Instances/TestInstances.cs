using Layotto.Components;
using Layotto.Components.Metadata;
using Layotto.Components.Specification;

namespace Layotto.Runtime.Tests.Instances;

/// <summary>Puts components into a registry as if they had been loaded.</summary>
internal static class TestInstances
{
    public static ComponentInstance Create(ComponentKind kind, string name, IComponent component, params (string Key, string Value)[] metadata)
    {
        var descriptor = new ComponentDescriptor { Kind = kind, Name = "test", Summary = "A test.", Create = () => component };
        var instance = new ComponentInstance(
            new ComponentSpecification { Name = name, Type = descriptor.Type },
            descriptor,
            component,
            new ComponentMetadata(metadata.Select(item => KeyValuePair.Create(item.Key, item.Value))));
        instance.Report(ComponentHealth.Ready);
        return instance;
    }

    public static ComponentInstance Put(
        this ComponentRegistry registry, ComponentKind kind, string name, IComponent component, params (string Key, string Value)[] metadata)
    {
        var instance = Create(kind, name, component, metadata);
        registry.Put(instance);
        return instance;
    }
}

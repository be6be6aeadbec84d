using Layotto.Components.Metadata;
using Layotto.Components.Specification;

namespace Layotto.Components;

/// <summary>A component that runs, or has failed to.</summary>
public sealed class ComponentInstance
{
    private volatile StatusEntry _status = new(ComponentHealth.Starting, null);

    /// <summary>Creates the instance; it is <see cref="ComponentHealth.Starting"/>.</summary>
    /// <param name="specification">What was written.</param>
    /// <param name="descriptor">The type it is of.</param>
    /// <param name="component">The object that does the work.</param>
    /// <param name="metadata">Its settings, with references resolved; they hold secrets and are never shown.</param>
    public ComponentInstance(
        ComponentSpecification specification, ComponentDescriptor descriptor, IComponent component, ComponentMetadata metadata)
    {
        Specification = specification;
        Descriptor = descriptor;
        Component = component;
        Metadata = metadata;
    }

    /// <summary>The instance's name.</summary>
    public string Name => Specification.Name;

    /// <summary>What was written.</summary>
    public ComponentSpecification Specification { get; }

    /// <summary>The type it is of.</summary>
    public ComponentDescriptor Descriptor { get; }

    /// <summary>The object that does the work.</summary>
    public IComponent Component { get; }

    /// <summary>The settings, with references resolved; they hold secrets and are never shown.</summary>
    public ComponentMetadata Metadata { get; }

    /// <summary>How it is.</summary>
    public ComponentHealth Health => _status.Health;

    /// <summary>Why it isn't <see cref="ComponentHealth.Ready"/>, or null.</summary>
    public string? LastError => _status.Error;

    /// <summary>Records how it is.</summary>
    public void Report(ComponentHealth health, string? error = null) => _status = new StatusEntry(health, error);

    private sealed record StatusEntry(ComponentHealth Health, string? Error);
}

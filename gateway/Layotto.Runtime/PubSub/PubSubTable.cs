using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Layotto.Components;
using Layotto.Components.PubSub;

namespace Layotto.Runtime.PubSub;

/// <summary>Finds pub/sub components by name, and keeps what the engine needs to know of each.</summary>
internal sealed class PubSubTable(ComponentRegistry registry, string appId, string appNamespace)
{
    private const string NamespacePlaceholder = "{namespace}";

    private readonly ConcurrentDictionary<string, PubSubBinding> _bindings = new(StringComparer.Ordinal);

    /// <summary>Finds a component that is ready.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="binding">The component.</param>
    /// <param name="reason">Why one that exists isn't ready; null when there is none at all.</param>
    public bool TryFind(string name, [NotNullWhen(true)] out PubSubBinding? binding, out string? reason)
    {
        binding = null;
        reason = null;
        if (!registry.TryGet(name, out var instance) || instance.Descriptor.Kind != ComponentKind.PubSub)
            return false;
        if (instance.Health != ComponentHealth.Ready)
        {
            reason = instance.LastError ?? "it is being initialised";
            return false;
        }

        return TryBind(instance, out binding);
    }

    /// <summary>Finds a component that is ready, and begins a use of it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="binding">The component.</param>
    /// <param name="use">The use; to be disposed exactly once when this returns true.</param>
    public bool TryUse(string name, [NotNullWhen(true)] out PubSubBinding? binding, out ComponentUse use)
    {
        binding = null;
        if (!registry.TryUse(name, out use))
            return false;
        if (use.Instance.Health == ComponentHealth.Ready && TryBind(use.Instance, out binding))
            return true;
        use.Dispose();
        return false;
    }

    /// <summary>What the engine needs to know of an instance.</summary>
    /// <returns>Whether it is a pub/sub component.</returns>
    public bool TryBind(ComponentInstance instance, [NotNullWhen(true)] out PubSubBinding? binding)
    {
        if (_bindings.TryGetValue(instance.Name, out binding) && binding.Instance == instance)
            return true;
        if (instance.Component is not IPubSub broker)
            return false;
        var isNamespaced = instance.Specification.Metadata.Any(
            item => item.Value?.Contains(NamespacePlaceholder, StringComparison.Ordinal) == true);
        binding = new PubSubBinding(instance, broker, TopicScopes.Create(instance.Metadata, appId), isNamespaced ? appNamespace : "");
        _bindings[instance.Name] = binding;
        return true;
    }
}

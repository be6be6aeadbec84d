using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Layotto.Components;

/// <summary>
/// The component instances by name. Reads take no lock: each change swaps the whole table, so a call that has found an
/// instance keeps it while a newer one takes its place.
/// </summary>
public sealed class ComponentRegistry
{
    private readonly Lock _changes = new();
    private volatile Snapshot _current = Snapshot.Empty;

    /// <summary>Every instance, in the order in which they were added.</summary>
    public IReadOnlyList<ComponentInstance> All => _current.Instances;

    /// <summary>Whether there is any instance of a kind.</summary>
    public bool Has(ComponentKind kind) => _current.Kinds.Contains(kind);

    /// <summary>Finds an instance by its exact name.</summary>
    public bool TryGet(string name, [MaybeNullWhen(false)] out ComponentInstance instance)
        => _current.ByName.TryGetValue(name, out instance);

    /// <summary>Finds an instance by its exact name and begins a use of it.</summary>
    /// <param name="name">The name.</param>
    /// <param name="use">The use; to be disposed exactly once when this returns true.</param>
    /// <returns>False when there is no such instance.</returns>
    public bool TryUse(string name, out ComponentUse use)
    {
        while (TryGet(name, out var instance))
        {
            if (instance.TryUse(out use))
                return true;

            // It was replaced between the two steps; one that was retired without being taken out is as good as gone.
            if (TryGet(name, out var current) && current == instance)
                break;
        }

        use = default;
        return false;
    }

    /// <summary>Adds an instance, or puts it in the place of the one with the same name.</summary>
    /// <returns>The instance it replaces, which the caller disposes once it is no longer in use; or null.</returns>
    public ComponentInstance? Put(ComponentInstance instance)
    {
        lock (_changes)
        {
            var instances = _current.Instances.ToList();
            var index = instances.FindIndex(existing => existing.Name == instance.Name);
            ComponentInstance? replaced = null;
            if (index < 0)
            {
                instances.Add(instance);
            }
            else
            {
                replaced = instances[index];
                instances[index] = instance;
            }

            _current = new Snapshot(instances);
            return replaced;
        }
    }

    /// <summary>Takes an instance out.</summary>
    /// <returns>The instance, which the caller disposes once it is no longer in use; or null when there was none.</returns>
    public ComponentInstance? Remove(string name)
    {
        lock (_changes)
        {
            if (!_current.ByName.TryGetValue(name, out var removed))
                return null;
            _current = new Snapshot(_current.Instances.Where(instance => instance != removed).ToList());
            return removed;
        }
    }

    private sealed class Snapshot(IReadOnlyList<ComponentInstance> instances)
    {
        public static readonly Snapshot Empty = new([]);

        public IReadOnlyList<ComponentInstance> Instances { get; } = instances;

        public FrozenDictionary<string, ComponentInstance> ByName { get; } =
            instances.ToFrozenDictionary(instance => instance.Name, StringComparer.Ordinal);

        public FrozenSet<ComponentKind> Kinds { get; } = instances.Select(instance => instance.Descriptor.Kind).ToFrozenSet();
    }
}

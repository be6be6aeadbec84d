using Layotto.Components.Metadata;
using Layotto.Components.Specification;

namespace Layotto.Components;

/// <summary>A component that runs, or has failed to.</summary>
public sealed class ComponentInstance
{
    // The uses under way, and the highest bit once the instance is retired.
    private const int Retired = int.MinValue;

    private readonly Lock _reporting = new();
    private readonly TaskCompletionSource _unused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile StatusEntry _status = new(ComponentHealth.Starting, null);
    private volatile bool _hasBeenReady;
    private int _recoveries;
    private int _uses;

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

    /// <summary>Whether it has ever been <see cref="ComponentHealth.Ready"/>: one that has failed since is there, and its calls say what is wrong.</summary>
    public bool HasBeenReady => _hasBeenReady;

    /// <summary>How often it has been <see cref="ComponentHealth.Ready"/> again after it had failed.</summary>
    public int Recoveries => Volatile.Read(ref _recoveries);

    /// <summary>Begins a use, which keeps the component from being disposed until it ends.</summary>
    /// <param name="use">The use; to be disposed exactly once when this returns true.</param>
    /// <returns>False when the instance is retired: another has taken its place, or it is gone.</returns>
    public bool TryUse(out ComponentUse use)
    {
        if (Interlocked.Increment(ref _uses) > 0)
        {
            use = new ComponentUse(this);
            return true;
        }

        EndUse();
        use = default;
        return false;
    }

    /// <summary>Lets no further use begin. To be called once the registry no longer has the instance.</summary>
    /// <returns>A task that is done when the last use has ended.</returns>
    public Task RetireAsync()
    {
        if (Interlocked.Or(ref _uses, Retired) == 0)
            _unused.TrySetResult();
        return _unused.Task;
    }

    /// <summary>Records how it is.</summary>
    public void Report(ComponentHealth health, string? error = null)
    {
        // Its own tasks and the gateway's may tell at once of the same change.
        lock (_reporting)
        {
            if (_hasBeenReady && health == ComponentHealth.Ready && Health == ComponentHealth.Failed)
                _recoveries++;
            _hasBeenReady |= health == ComponentHealth.Ready;
            _status = new StatusEntry(health, error);
        }
    }

    internal void EndUse()
    {
        if (Interlocked.Decrement(ref _uses) == Retired)
            _unused.TrySetResult();
    }

    private sealed record StatusEntry(ComponentHealth Health, string? Error);
}

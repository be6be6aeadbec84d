using Layotto.Components;
using Layotto.Components.Metadata;

namespace Layotto.Pluggable.Sdk.Serving;

/// <summary>
/// A component that has been initialised, for as long as anybody holds it: the table of the newest, connections that initialised it, and
/// calls. When nobody does, it is disposed.
/// </summary>
/// <param name="component">The object that does the work.</param>
/// <param name="owner">Who it works for.</param>
/// <param name="metadata">Its settings.</param>
internal sealed class HostedComponent(IComponent component, ComponentOwner owner, ComponentMetadata metadata)
{
    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string? _trouble;
    private int _holds = 1;

    public IComponent Component => component;

    /// <summary>Done when it has been disposed.</summary>
    public Task Disposed => _disposed.Task;

    /// <summary>Why the component said it can't work at present; null while it can.</summary>
    public string? Trouble => _trouble;

    /// <summary>Whether it is the one that is asked for.</summary>
    public bool Is(ComponentOwner otherOwner, ComponentMetadata others)
    {
        if (otherOwner != owner || others.Count != metadata.Count)
            return false;
        foreach (var (key, value) in others)
        {
            if (!metadata.TryGetValue(key, out var present) || present != value)
                return false;
        }

        return true;
    }

    /// <summary>Records what the component says of itself.</summary>
    public void Report(ComponentHealth health, string? reason)
        => _trouble = health == ComponentHealth.Failed ? reason ?? "the component has failed" : null;

    /// <summary>Holds it; to be released exactly once when this returns true.</summary>
    public bool TryHold()
    {
        for (var holds = Volatile.Read(ref _holds); holds > 0;)
        {
            var seen = Interlocked.CompareExchange(ref _holds, holds + 1, holds);
            if (seen == holds)
                return true;
            holds = seen;
        }

        return false;
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _holds) == 0)
            _ = DisposeAsync();
    }

    private async Task DisposeAsync()
    {
        // Whoever released it last has other things to do, and none of them is to hear of a failure here.
        await Task.Yield();
        try
        {
            await component.DisposeAsync().ConfigureAwait(false);
            _disposed.SetResult();
        }
        catch (Exception exception)
        {
            _disposed.SetException(exception);
        }
    }
}

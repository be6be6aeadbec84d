using Layotto.Components.Configuration;

namespace Layotto.Runtime.Configuration;

/// <summary>A subscription of a client to a configuration store. It outlives the component, which may be replaced while it lasts.</summary>
public sealed class ConfigurationSubscription
{
    private readonly TaskCompletionSource<string?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConfigurationListener _listener;
    private readonly Turn _turn = new();

    internal ConfigurationSubscription(
        string storeName, IReadOnlyList<string> keys, IReadOnlyDictionary<string, string> metadata, ConfigurationListener listener)
    {
        StoreName = storeName;
        Keys = keys;
        Metadata = metadata;
        _listener = listener;
    }

    /// <summary>Its id.</summary>
    public string Id { get; } = Guid.NewGuid().ToString();

    /// <summary>Is done when the subscription has ended: with null when somebody ended it, else with why it can't go on.</summary>
    public Task<string?> Ended => _ended.Task;

    /// <summary>The store it is of.</summary>
    public string StoreName { get; }

    internal IReadOnlyList<string> Keys { get; }

    internal IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>What the component gave for it. Only whoever has the engine's turn looks at it.</summary>
    internal IAsyncDisposable? Underlying { get; set; }

    internal void End(string? reason) => _ended.TrySetResult(reason);

    // While one component takes the place of another, both may have something to tell.
    internal async ValueTask TellAsync(IReadOnlyDictionary<string, ConfigurationItem> items, CancellationToken cancellationToken)
    {
        if (items.Count == 0 || _ended.Task.IsCompleted)
            return;
        using var turn = await _turn.TakeAsync(cancellationToken).ConfigureAwait(false);
        await _listener(Id, items, cancellationToken).ConfigureAwait(false);
    }
}

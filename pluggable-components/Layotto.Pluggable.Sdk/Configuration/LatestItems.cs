using Layotto.Components.Configuration;

namespace Layotto.Pluggable.Sdk.Configuration;

/// <summary>What a subscriber is still to be told: of each key the latest, so that one who takes nothing costs no more than that.</summary>
internal sealed class LatestItems
{
    private readonly Lock _lock = new();
    private Dictionary<string, ConfigurationItem> _items = new(StringComparer.Ordinal);
    private TaskCompletionSource _arrived = NewSignal();

    /// <summary>Keeps changes.</summary>
    public ValueTask TellAsync(IReadOnlyDictionary<string, ConfigurationItem> items, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            foreach (var (key, item) in items)
                _items[key] = item;
            _arrived.TrySetResult();
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Waits for changes, and takes all that there are.</summary>
    public async Task<Dictionary<string, ConfigurationItem>> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task arrived;
            lock (_lock)
            {
                if (_items.Count > 0)
                {
                    var items = _items;
                    _items = new Dictionary<string, ConfigurationItem>(StringComparer.Ordinal);
                    _arrived = NewSignal();
                    return items;
                }

                arrived = _arrived.Task;
            }

            await arrived.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

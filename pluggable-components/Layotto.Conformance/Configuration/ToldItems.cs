using Layotto.Components.Configuration;

namespace Layotto.Conformance.Configuration;

/// <summary>Keeps what a subscriber is told: of each key the latest.</summary>
internal sealed class ToldItems
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ConfigurationItem> _items = new(StringComparer.Ordinal);
    private TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Count
    {
        get
        {
            lock (_lock)
                return _items.Count;
        }
    }

    public ValueTask TellAsync(IReadOnlyDictionary<string, ConfigurationItem> items, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            foreach (var (key, item) in items)
                _items[key] = item;
            _told.TrySetResult();
            _told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Waits until what was told is as it should be.</summary>
    public async Task WaitForAsync(Func<IReadOnlyDictionary<string, ConfigurationItem>, bool> condition, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task next;
            lock (_lock)
            {
                if (condition(_items))
                    return;
                next = _told.Task;
            }

            await next.WaitAsync(cancellationToken);
        }
    }
}

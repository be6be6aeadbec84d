namespace Layotto.Runtime.Resiliency;

/// <summary>Keeps a number of things by name, and forgets the one that nobody asked for the longest when there is one too many.</summary>
internal sealed class LeastRecentlyUsed<T>(int capacity)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<(string Key, T Value)>> _nodes = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Key, T Value)> _order = new();

    /// <summary>What is kept, the one to be forgotten next first.</summary>
    public IReadOnlyList<(string Key, T Value)> All
    {
        get
        {
            lock (_lock)
                return [.. _order];
        }
    }

    /// <summary>The one of a name, which is made when there is none.</summary>
    public T GetOrAdd<TState>(string key, Func<string, TState, T> make, TState state)
    {
        lock (_lock)
        {
            if (_nodes.TryGetValue(key, out var node))
            {
                _order.Remove(node);
                _order.AddLast(node);
                return node.Value.Value;
            }

            if (_nodes.Count >= capacity && _order.First is { } oldest)
            {
                _order.RemoveFirst();
                _nodes.Remove(oldest.Value.Key);
            }

            var value = make(key, state);
            _nodes[key] = _order.AddLast((key, value));
            return value;
        }
    }
}

namespace Layotto.Pluggable;

/// <summary>The socket that components of a type are reached through, and what its components know of its process.</summary>
/// <param name="path">The socket's path.</param>
/// <param name="name">What its components are called within their kind.</param>
/// <param name="options">What bounds its process.</param>
internal sealed class ComponentSocket(string path, string name, PluggableOptions options)
{
    private int _sessions;
    private volatile string? _problem;

    /// <summary>The socket's path.</summary>
    public string Path => path;

    /// <summary>What its components are called within their kind.</summary>
    public string Name => name;

    /// <summary>What bounds its process.</summary>
    public PluggableOptions Options => options;

    /// <summary>Whether a component has a connection to its process.</summary>
    public bool IsInUse => Volatile.Read(ref _sessions) > 0;

    /// <summary>What the last component to notice something found wrong with its process; null when there is nothing wrong.</summary>
    public string? Problem => _problem;

    /// <summary>A component has connected to its process and initialised it.</summary>
    public void Enter()
    {
        Interlocked.Increment(ref _sessions);
        _problem = null;
    }

    /// <summary>A component has lost its connection, or gives it up.</summary>
    public void Leave() => Interlocked.Decrement(ref _sessions);

    /// <summary>Notes what is wrong with its process; null for nothing.</summary>
    public void Note(string? problem) => _problem = problem;
}

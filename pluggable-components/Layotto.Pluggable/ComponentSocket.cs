using Layotto.Pluggable.Discovery;

namespace Layotto.Pluggable;

/// <summary>The socket that components of a type are reached through, and what its components know of its process.</summary>
/// <param name="path">The socket's path.</param>
/// <param name="name">What its components are called within their kind.</param>
/// <param name="options">What bounds its process.</param>
/// <param name="predecessor">The one whose components are to move to this one; null for none.</param>
internal sealed class ComponentSocket(string path, string name, PluggableOptions options, ComponentSocket? predecessor = null)
{
    private readonly Lock _lock = new();
    private readonly List<SocketIdentity> _sessions = [];
    private volatile ComponentSocket? _predecessor = predecessor;
    private volatile string? _problem;

    /// <summary>The socket's path.</summary>
    public string Path => path;

    /// <summary>What its components are called within their kind.</summary>
    public string Name => name;

    /// <summary>What bounds its process.</summary>
    public PluggableOptions Options => options;

    /// <summary>What the last component to notice something found wrong with its process; null when there is nothing wrong.</summary>
    public string? Problem => _problem;

    /// <summary>Whether a component still has a connection to the process of a predecessor.</summary>
    public bool IsDraining
    {
        get
        {
            for (var earlier = _predecessor; earlier is not null; earlier = earlier._predecessor)
            {
                if (earlier.IsUsed)
                    return true;
            }

            _predecessor = null;
            return false;
        }
    }

    private bool IsUsed
    {
        get
        {
            lock (_lock)
                return _sessions.Count > 0;
        }
    }

    /// <summary>Whether a component has a connection to the process that listened before a file took the place of its own.</summary>
    /// <param name="file">The file that is there now.</param>
    public bool IsUsedBeside(SocketIdentity file)
    {
        lock (_lock)
            return _sessions.Exists(session => !session.IsSameFile(file));
    }

    /// <summary>A component has connected to its process and initialised it.</summary>
    /// <param name="file">The file that it connected to.</param>
    public void Enter(SocketIdentity file)
    {
        lock (_lock)
            _sessions.Add(file);
        _problem = null;
    }

    /// <summary>A component has lost its connection, or gives it up.</summary>
    /// <param name="file">The file that it was connected to.</param>
    public void Leave(SocketIdentity file)
    {
        lock (_lock)
            _sessions.Remove(file);
    }

    /// <summary>Notes what is wrong with its process; null for nothing.</summary>
    public void Note(string? problem) => _problem = problem;
}

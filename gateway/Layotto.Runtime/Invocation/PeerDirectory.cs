using System.Collections.Concurrent;
using Layotto.Components;
using Layotto.Components.NameResolution;

namespace Layotto.Runtime.Invocation;

/// <summary>
/// Where the sidecars of other apps are. Answers of the name resolver are kept for 20 seconds, as in Dapr, and the calls to an app are
/// spread over its sidecars in turn.
/// </summary>
/// <param name="timeProvider">The clock that answers age by.</param>
public sealed class PeerDirectory(TimeProvider timeProvider)
{
    private const int MaxEntries = 10_000;

    /// <summary>How long an answer is used (<c>resolverCacheTTL</c> of Dapr's <c>direct_messaging.go</c>).</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<AppTarget, Entry> _entries = new();
    private volatile INameResolver? _resolver;

    /// <summary>The sidecar-to-sidecar port where a resolver gives addresses without ports: this sidecar's own, as in Dapr.</summary>
    public int InternalPort { get; set; }

    /// <summary>The resolver to ask; null as long as there is none that works.</summary>
    public INameResolver? Resolver
    {
        get => _resolver;
        set => _resolver = value;
    }

    /// <summary>Gives the address of a sidecar of an app, as <c>host:port</c>.</summary>
    /// <exception cref="ComponentException">There is none, or nobody who knows.</exception>
    public ValueTask<string> FindAsync(AppTarget target, CancellationToken cancellationToken)
        => _entries.TryGetValue(target, out var entry) && timeProvider.GetElapsedTime(entry.Since) < Lifetime
            ? new ValueTask<string>(entry.Next())
            : AskAsync(target, cancellationToken);

    /// <summary>Forgets what is known of an app, as one of its addresses didn't answer.</summary>
    public void Forget(AppTarget target) => _entries.TryRemove(target, out _);

    private async ValueTask<string> AskAsync(AppTarget target, CancellationToken cancellationToken)
    {
        if (_resolver is not { } resolver)
            throw new ComponentException("name resolver not initialized");
        var request = new NameResolutionRequest(target.AppId, target.Namespace, InternalPort);
        var addresses = await resolver.ResolveAsync(request, cancellationToken).ConfigureAwait(false);
        if (addresses.Count == 0)
            throw new ComponentException($"resolver returned empty address for app id {target.Namespace}/{target.AppId}");
        var entry = new Entry(addresses, timeProvider.GetTimestamp());
        if (_entries.Count >= MaxEntries)
            RemoveAged();
        if (_entries.Count < MaxEntries)
            _entries[target] = entry;
        return entry.Next();
    }

    private void RemoveAged()
    {
        foreach (var (target, entry) in _entries)
        {
            if (timeProvider.GetElapsedTime(entry.Since) >= Lifetime)
                _entries.TryRemove(target, out _);
        }
    }

    private sealed class Entry(IReadOnlyList<string> addresses, long since)
    {
        private int _next = -1;

        public long Since => since;

        public string Next() => addresses.Count == 1 ? addresses[0] : addresses[(int)((uint)Interlocked.Increment(ref _next) % (uint)addresses.Count)];
    }
}

namespace Layotto.Components.NameResolution.Mdns;

/// <summary>What is known of an app: its sidecars, each for as long as it has been heard of lately.</summary>
internal sealed class MdnsApp(TimeProvider timeProvider)
{
    /// <summary>The most sidecars of an app that are kept; further ones are passed over.</summary>
    public const int MaxEntries = 256;

    // Dapr's: whatever the records say, an address holds for a minute after it was heard of.
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private readonly List<(MdnsEntry Entry, long Expiry)> _entries = [];
    private Snapshot _snapshot = new([], long.MaxValue);
    private long _lastAsked = timeProvider.GetTimestamp();

    /// <summary>How long ago the app was asked for.</summary>
    public TimeSpan Idle => timeProvider.GetElapsedTime(Volatile.Read(ref _lastAsked));

    /// <summary>The addresses that hold now; the same object until something changes. They are not a copy for the caller.</summary>
    /// <param name="prefersIPv6">Which addresses to give of sidecars that have both kinds.</param>
    /// <param name="isAsked">Whether an app asks, rather than the resolver itself.</param>
    public IReadOnlyList<string> Addresses(bool prefersIPv6, bool isAsked)
    {
        var now = timeProvider.GetTimestamp();
        if (isAsked)
            Volatile.Write(ref _lastAsked, now);
        var snapshot = Volatile.Read(ref _snapshot);
        if (now < snapshot.Expiry && snapshot.PrefersIPv6 == prefersIPv6)
            return snapshot.Addresses;
        lock (_lock)
            return Rebuild(now, prefersIPv6);
    }

    /// <summary>Adds a sidecar, or lets the one there hold on.</summary>
    public void Add(MdnsEntry entry)
    {
        lock (_lock)
        {
            var now = timeProvider.GetTimestamp();
            var expiry = now + (long)(Lifetime.TotalSeconds * timeProvider.TimestampFrequency);
            var index = _entries.FindIndex(known => known.Entry == entry);
            if (index < 0 && _entries.Count >= MaxEntries)
                return;
            if (index < 0)
                _entries.Add((entry, expiry));
            else
                _entries[index] = (entry, expiry);
            Rebuild(now, _snapshot.PrefersIPv6);
        }
    }

    /// <summary>Removes a sidecar that has said goodbye.</summary>
    /// <param name="instance">Its name.</param>
    /// <param name="port">Its port; null for all of the name.</param>
    public void Remove(string instance, int? port)
    {
        lock (_lock)
        {
            _entries.RemoveAll(known => known.Entry.Instance.Equals(instance, StringComparison.OrdinalIgnoreCase)
                && (port is null || port == known.Entry.Port));
            Rebuild(timeProvider.GetTimestamp(), _snapshot.PrefersIPv6);
        }
    }

    private string[] Rebuild(long now, bool prefersIPv6)
    {
        _entries.RemoveAll(known => known.Expiry <= now);
        var preferred = Pick(entry => prefersIPv6 ? entry.Address6 : entry.Address4);
        var addresses = preferred.Length > 0 ? preferred : Pick(entry => prefersIPv6 ? entry.Address4 : entry.Address6);
        var expiry = _entries.Count == 0 ? long.MaxValue : _entries.Min(known => known.Expiry);
        Volatile.Write(ref _snapshot, new Snapshot(addresses, expiry, prefersIPv6));
        return addresses;
    }

    // As in Dapr, IPv6 counts only where there is no IPv4 at all: so a sidecar that has both isn't called twice as often.
    private string[] Pick(Func<MdnsEntry, string?> address)
        => [.. _entries.Select(known => address(known.Entry)).OfType<string>().Distinct(StringComparer.Ordinal)];

    private sealed record Snapshot(string[] Addresses, long Expiry, bool PrefersIPv6 = false);
}

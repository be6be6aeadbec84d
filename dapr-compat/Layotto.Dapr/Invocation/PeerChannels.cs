using System.Collections.Concurrent;
using System.Net;
using Layotto.Grpc.Client;
using Layotto.Http;
using Layotto.Http.Http2;

namespace Layotto.Dapr.Invocation;

/// <summary>The connections to other sidecars, by address. A connection that breaks is made anew by the next call.</summary>
public sealed class PeerChannels : IDisposable
{
    // More addresses than this are not in use at once but by an app that calls thousands; the oldest without calls go first.
    private const int MaxChannels = 1024;

    private const int StreamWindow = 1 << 20;

    // The other side keeps connections for 130 seconds.
    private static readonly TimeSpan DirectIdleTimeout = TimeSpan.FromSeconds(60);

    /// <summary>An app or a sidecar restarts within seconds, so nobody waits longer than that to look for it again.</summary>
    internal static readonly ReconnectOptions QuickReconnect = new()
    {
        InitialBackoff = TimeSpan.FromMilliseconds(100),
        MaxBackoff = TimeSpan.FromSeconds(2),
        MinConnectTimeout = TimeSpan.FromSeconds(5),
    };

    private readonly ConcurrentDictionary<string, PeerChannel> _channels = new(StringComparer.Ordinal);
    private readonly GrpcChannelOptions _options;
    private readonly TimeProvider _timeProvider;

    /// <summary>Creates the pool.</summary>
    /// <param name="idleTimeout">How long a connection without calls stays open.</param>
    /// <param name="timeProvider">The clock.</param>
    public PeerChannels(TimeSpan idleTimeout, TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        _options = new GrpcChannelOptions
        {
            IdleTimeout = idleTimeout,
            Reconnect = QuickReconnect,
            StreamWindowSize = StreamWindow,
            TimeProvider = timeProvider,
        };
    }

    /// <summary>The channel to an address, for one call.</summary>
    /// <exception cref="ArgumentException">The address is none.</exception>
    internal GrpcChannel Get(string address) => Peer(address).Channel;

    /// <summary>The connections to an address for calls that are only passed on.</summary>
    /// <exception cref="ArgumentException">The address is none.</exception>
    internal Http2Pool Proxied(string address) => Peer(address).Proxied;

    /// <summary>The connections to a sidecar that takes requests themselves; null where none is known to be there.</summary>
    internal UpstreamPool? Direct(string address) => _channels.TryGetValue(address, out var peer) ? Used(peer).Direct : null;

    /// <summary>Notes whether a sidecar takes requests themselves.</summary>
    internal void NoteDirect(string address, bool isDirect)
    {
        var peer = Peer(address);
        if (isDirect != peer.Direct is not null)
            peer.SetDirect(isDirect ? CreatePool(address) : null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var peer in _channels.Values)
            peer.Dispose();
        _channels.Clear();
    }

    private static UpstreamPool? CreatePool(string address)
    {
        // An address of the resolver's: a host name, an IPv4 address, or an IPv6 address in brackets, and a port.
        if (!Uri.TryCreate("http://" + address, UriKind.Absolute, out var uri))
            return null;
        EndPoint endPoint = IPAddress.TryParse(uri.DnsSafeHost, out var parsed) ? new IPEndPoint(parsed, uri.Port) : new DnsEndPoint(uri.DnsSafeHost, uri.Port);
        return new UpstreamPool(endPoint, Apps.DirectApp.Connections with { IdleTimeout = DirectIdleTimeout });
    }

    private PeerChannel Peer(string address) => Used(_channels.TryGetValue(address, out var peer) ? peer : Add(address));

    private PeerChannel Used(PeerChannel peer)
    {
        peer.LastUse = _timeProvider.GetTimestamp();
        return peer;
    }

    private PeerChannel Add(string address)
    {
        if (_channels.Count >= MaxChannels)
            RemoveOldest();
        var made = new PeerChannel(new GrpcChannel(address, _options), ProxiedConnections.ToAddress(address, _options.IdleTimeout, _timeProvider));
        var kept = _channels.GetOrAdd(address, made);
        if (kept != made)
            made.Dispose();
        return kept;
    }

    // The channel waits for the calls it has; what hasn't been used for longest has none most likely.
    private void RemoveOldest()
    {
        var oldest = _channels.MinBy(entry => entry.Value.LastUse);
        if (!_channels.TryRemove(oldest))
            return;
        oldest.Value.SetDirect(null);
        oldest.Value.Proxied.Dispose();
        _ = oldest.Value.Channel.ShutdownAsync();
    }

    private sealed class PeerChannel(GrpcChannel channel, Http2Pool proxied) : IDisposable
    {
        private UpstreamPool? _direct;
        private long _lastUse;

        public UpstreamPool? Direct => Volatile.Read(ref _direct);

        public GrpcChannel Channel => channel;

        public Http2Pool Proxied => proxied;

        public long LastUse
        {
            get => Volatile.Read(ref _lastUse);
            set => Volatile.Write(ref _lastUse, value);
        }

        // A pool that is let go lets the calls end that it has.
        public void SetDirect(UpstreamPool? pool) => Interlocked.Exchange(ref _direct, pool)?.Dispose();

        public void Dispose()
        {
            channel.Dispose();
            proxied.Dispose();
            SetDirect(null);
        }
    }
}

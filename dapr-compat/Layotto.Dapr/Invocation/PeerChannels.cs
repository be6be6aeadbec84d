using System.Collections.Concurrent;
using Layotto.Grpc.Client;

namespace Layotto.Dapr.Invocation;

/// <summary>The connections to other sidecars, by address. A connection that breaks is made anew by the next call.</summary>
public sealed class PeerChannels : IDisposable
{
    // More addresses than this are not in use at once but by an app that calls thousands; the oldest without calls go first.
    private const int MaxChannels = 1024;

    private const int StreamWindow = 1 << 20;

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
    internal GrpcChannel Get(string address)
    {
        if (!_channels.TryGetValue(address, out var peer))
            peer = Add(address);
        peer.LastUse = _timeProvider.GetTimestamp();
        return peer.Channel;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var peer in _channels.Values)
            peer.Channel.Dispose();
        _channels.Clear();
    }

    private PeerChannel Add(string address)
    {
        if (_channels.Count >= MaxChannels)
            RemoveOldest();
        var made = new PeerChannel(new GrpcChannel(address, _options));
        var kept = _channels.GetOrAdd(address, made);
        if (kept != made)
            made.Channel.Dispose();
        return kept;
    }

    // The channel waits for the calls it has; what hasn't been used for longest has none most likely.
    private void RemoveOldest()
    {
        var oldest = _channels.MinBy(entry => entry.Value.LastUse);
        if (_channels.TryRemove(oldest))
            _ = oldest.Value.Channel.ShutdownAsync();
    }

    private sealed class PeerChannel(GrpcChannel channel)
    {
        private long _lastUse;

        public GrpcChannel Channel => channel;

        public long LastUse
        {
            get => Volatile.Read(ref _lastUse);
            set => Volatile.Write(ref _lastUse, value);
        }
    }
}

using Layotto.Components.NameResolution.Mdns.Packets;
using Microsoft.Extensions.Logging;

namespace Layotto.Components.NameResolution.Mdns;

/// <summary>
/// <c>nameresolution.mdns</c>: sidecars find one another by multicast DNS, on one machine and on networks that let multicast through.
/// It speaks as Dapr's resolver does, so that either finds the other. Namespaces don't count, as in Dapr.
/// </summary>
/// <remarks>
/// An app that is asked for the first time is searched for a second; from then on what is heard of it is kept, asked for anew every 30
/// seconds, and dropped a minute after it was last heard of, or when it says goodbye.
/// </remarks>
public sealed class MdnsNameResolver : INameResolver
{
    /// <summary>The most first searches at a time.</summary>
    internal const int MaxBrowses = 256;

    internal static readonly TimeSpan BrowseTime = TimeSpan.FromSeconds(1);
    internal static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(30);

    private readonly IMdnsNetwork _network;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, MdnsBrowse> _browses = new(StringComparer.Ordinal);
    private TimeProvider _timeProvider = TimeProvider.System;
    private ILogger? _logger;
    private MdnsCache? _cache;
    private ITimer? _refresh;
    private MdnsResponder? _responder;
    private bool _prefersIPv6;
    private bool _isDisposed;

    /// <summary>Creates the resolver.</summary>
    public MdnsNameResolver()
        : this(new MdnsNetwork(MdnsNetwork.WellKnownPort))
    {
    }

    internal MdnsNameResolver(IMdnsNetwork network) => _network = network;

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => [];

    private MdnsCache Cache => _cache ?? throw new InvalidOperationException("The component has to be initialised before it is used.");

    /// <inheritdoc/>
    public ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _timeProvider = context.TimeProvider;
        _logger = context.Logger;
        _cache = new MdnsCache(_timeProvider);
        _network.Refresh(Receive);
        if (_network.Trouble is { } trouble)
        {
            _logger.LogWarning(
                "mDNS finds no other sidecar for now: {Trouble} It is tried again every {Interval} seconds. Where multicast is closed, "
                    + "the name resolvers file, dns and sqlite do without.",
                trouble,
                (int)RefreshInterval.TotalSeconds);
        }
        else if (_network.IsAside)
        {
            _logger.LogWarning(
                "Another program keeps the port of mDNS (UDP {Port}) for itself: this sidecar finds others, but others may not find it. "
                    + "Let that program share the port, or use the name resolver file, dns or sqlite.",
                MdnsNetwork.WellKnownPort);
        }

        _refresh = _timeProvider.CreateTimer(static self => ((MdnsNameResolver)self!).Refresh(), this, RefreshInterval, RefreshInterval);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask RegisterAsync(SidecarRegistration registration, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _ = Cache;
        var service = MdnsService.Create(registration, Environment.MachineName, Environment.ProcessId);
        var responder = new MdnsResponder(_network, service, _timeProvider);
        _prefersIPv6 = service.IsIPv6;
        Volatile.Write(ref _responder, responder);
        responder.Announce();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> ResolveAsync(NameResolutionRequest request, CancellationToken cancellationToken)
    {
        var known = Cache.Addresses(request.AppId, _prefersIPv6);
        return known.Count > 0
            ? new ValueTask<IReadOnlyList<string>>(known)
            : new ValueTask<IReadOnlyList<string>>(BrowseAsync(request.AppId, cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        List<MdnsBrowse> browses;
        lock (_lock)
        {
            _isDisposed = true;
            browses = [.. _browses.Values];
            _browses.Clear();
        }

        foreach (var browse in browses)
        {
            browse.Dispose();
            browse.Fail(new ComponentException("The name resolver mDNS has been stopped."));
        }

        if (_refresh is not null)
            await _refresh.DisposeAsync().ConfigureAwait(false);
        if (_responder is not null)
            await _responder.DisposeAsync().ConfigureAwait(false);
        await _network.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<string>> BrowseAsync(string appId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (appId.Length == 0 || !DnsWriter.IsName(MdnsService.ServiceNameOf(appId)))
        {
            throw new ComponentException(
                $"The app id \"{appId}\" can't be asked for by mDNS: the parts between its dots must have 1 to 63 bytes, 248 in all.");
        }

        if (_network.Trouble is not null)
        {
            _network.Refresh(Receive);
            if (_network.Trouble is { } trouble)
                throw new ComponentException($"The app {appId} can't be looked for by mDNS. {trouble}");
        }

        MdnsBrowse? browse;
        var isFirst = false;
        lock (_lock)
        {
            if (_isDisposed)
                throw new ComponentException("The name resolver mDNS has been stopped.");
            if (!_browses.TryGetValue(appId, out browse))
            {
                if (_browses.Count >= MaxBrowses)
                    throw new ComponentException($"{MaxBrowses} apps are being looked for by mDNS already; try again later.");
                Cache.Keep(appId);
                browse = new MdnsBrowse(_timeProvider, BrowseTime, () => Ask(appId), () => End(appId));
                _browses[appId] = browse;
                isFirst = true;
            }
        }

        if (isFirst)
            Ask(appId);
        return await browse.Found.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private void Ask(string appId)
        => _network.Multicast(new MdnsMessage
        {
            Questions = [new MdnsQuestion(MdnsService.ServiceNameOf(appId), DnsRecordType.Ptr, WantsUnicast: _network.IsAside)],
        }.Write());

    private void End(string appId)
    {
        MdnsBrowse? browse;
        lock (_lock)
        {
            if (!_browses.Remove(appId, out browse))
                return;
            if (Cache.Addresses(appId, _prefersIPv6) is { Count: > 0 } addresses)
                browse.Succeed(addresses);
            else
                Cache.Forget(appId);
        }

        browse.Dispose();
        browse.Fail(new ComponentException(
            $"No sidecar of the app {appId} answered by mDNS within {BrowseTime.TotalSeconds:0} second; see that the app runs, "
                + "and that multicast is open between the two."));
    }

    // Runs on the threads that receive, with whatever anybody sends.
    private void Receive(ReadOnlySpan<byte> packet, MdnsOrigin origin)
    {
        if (!MdnsMessage.TryRead(packet, out var message))
            return;
        if (!message.IsResponse)
        {
            Volatile.Read(ref _responder)?.Answer(message, origin);
            return;
        }

        foreach (var appId in Cache.Apply(message, origin))
        {
            MdnsBrowse? browse;
            lock (_lock)
            {
                if (!_browses.TryGetValue(appId, out browse) || Cache.Addresses(appId, _prefersIPv6) is not { Count: > 0 } addresses)
                    continue;
                _browses.Remove(appId);
                browse.Succeed(addresses);
            }

            browse.Dispose();
        }
    }

    private void Refresh()
    {
        var hadTrouble = _network.Trouble is not null;
        if (_network.Refresh(Receive))
            Volatile.Read(ref _responder)?.Announce();
        if (hadTrouble && _network.Trouble is null)
            _logger?.LogInformation("mDNS works now.");
        foreach (var appId in Cache.AppIds)
        {
            if (Cache.Addresses(appId, _prefersIPv6, isAsked: false).Count > 0)
                Ask(appId);
            else
                ForgetUnlessSearched(appId);
        }
    }

    private void ForgetUnlessSearched(string appId)
    {
        lock (_lock)
        {
            if (!_browses.ContainsKey(appId))
                Cache.Forget(appId);
        }
    }
}

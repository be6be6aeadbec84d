using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Layotto.Components.NameResolution.HostNames;

/// <summary>Looks hosts up by the system's resolver and keeps the answers for a while.</summary>
/// <remarks>
/// The system sorts its answer by how well an address can be reached (RFC 6724). Addresses of the family of the first one count, the
/// others don't: so a host that has both isn't taken for two. While the resolver doesn't answer, an old answer serves on.
/// </remarks>
internal sealed class HostLookup(HostResolver resolve, TimeSpan lifetime, TimeProvider timeProvider)
{
    /// <summary>The most hosts that are kept; beyond them each question is asked anew.</summary>
    public const int MaxHosts = 4096;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestService = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<(string Host, int Port, AddressFamily Family), Entry> _entries = new();

    /// <summary>Finds the addresses of a host.</summary>
    /// <param name="host">A host's name, or an address, which isn't looked up.</param>
    /// <param name="port">The port to add to each.</param>
    /// <param name="family">The addresses wanted; <see cref="AddressFamily.Unspecified"/> for those that can be reached best.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ComponentException">The host isn't known, or the resolver doesn't answer.</exception>
    public ValueTask<IReadOnlyList<string>> FindAsync(string host, int port, AddressFamily family, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out _))
            return new ValueTask<IReadOnlyList<string>>([SidecarAddress.Join(host, port)]);
        var key = (host, port, family);
        if (_entries.TryGetValue(key, out var entry) && entry.Answer is { } answer && timeProvider.GetElapsedTime(answer.Since) < lifetime)
            return new ValueTask<IReadOnlyList<string>>(answer.Addresses);
        entry ??= _entries.Count < MaxHosts ? _entries.GetOrAdd(key, static _ => new Entry()) : new Entry();
        return new ValueTask<IReadOnlyList<string>>(AskAsync(key, entry, cancellationToken));
    }

    private async Task<IReadOnlyList<string>> AskAsync(
        (string Host, int Port, AddressFamily Family) key, Entry entry, CancellationToken cancellationToken)
    {
        try
        {
            return await entry.Share(() => LookUpAsync(key.Host, key.Port, key.Family, entry))
                .WaitAsync(Patience, timeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData)
        {
            _entries.TryRemove(key, out _);
            throw new ComponentException($"The host {key.Host} isn't known to the system's name resolver.", exception);
        }
        catch (Exception exception) when (exception is SocketException or TimeoutException)
        {
            if (entry.Answer is { } answer && timeProvider.GetElapsedTime(answer.Since) < LongestService)
                return answer.Addresses;
            _entries.TryRemove(key, out _);
            var reason = exception is TimeoutException ? $"it gave no answer within {Patience.TotalSeconds:0} seconds" : exception.Message;
            throw new ComponentException($"The host {key.Host} couldn't be looked up by the system's name resolver: {reason}", exception);
        }
    }

    private async Task<IReadOnlyList<string>> LookUpAsync(string host, int port, AddressFamily family, Entry entry)
    {
        var found = await resolve(host, family, CancellationToken.None).ConfigureAwait(false);
        if (found.Length == 0)
            throw new SocketException((int)SocketError.HostNotFound);
        string[] addresses = [.. found.Where(address => address.AddressFamily == found[0].AddressFamily)
            .Select(address => SidecarAddress.Join(address.ToString(), port)).Distinct(StringComparer.Ordinal)];
        entry.Answer = new Answer(addresses, timeProvider.GetTimestamp());
        return addresses;
    }

    private sealed record Answer(IReadOnlyList<string> Addresses, long Since);

    private sealed class Entry
    {
        private readonly Lock _lock = new();
        private Answer? _answer;
        private Task<IReadOnlyList<string>>? _running;

        public Answer? Answer
        {
            get => Volatile.Read(ref _answer);
            set => Volatile.Write(ref _answer, value);
        }

        /// <summary>Joins a look-up that goes on, or begins one.</summary>
        public Task<IReadOnlyList<string>> Share(Func<Task<IReadOnlyList<string>>> begin)
        {
            lock (_lock)
            {
                if (_running is null or { IsCompleted: true })
                    _running = begin();
                return _running;
            }
        }
    }
}

/// <summary>Asks for the addresses of a host, in the order in which they should be tried.</summary>
internal delegate Task<IPAddress[]> HostResolver(string host, AddressFamily family, CancellationToken cancellationToken);

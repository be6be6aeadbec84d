using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Layotto.Testing.Doubles;

/// <summary>A system's resolver whose answers a test gives.</summary>
public sealed class FakeHosts
{
    private readonly ConcurrentDictionary<string, string[]> _hosts = new(StringComparer.Ordinal);

    /// <summary>The addresses of a host.</summary>
    public string[] this[string host]
    {
        set => _hosts[host] = value;
    }

    /// <summary>The error that is given instead of an answer; null for none.</summary>
    public SocketError? Error { get; set; }

    /// <summary>The families asked for, a question each.</summary>
    public ConcurrentQueue<(string Host, AddressFamily Family)> Asked { get; } = [];

    /// <summary>Looks a host up.</summary>
    public Task<IPAddress[]> ResolveAsync(string host, AddressFamily family, CancellationToken cancellationToken)
    {
        Asked.Enqueue((host, family));
        if (Error is { } error)
            return Task.FromException<IPAddress[]>(new SocketException((int)error));
        return _hosts.TryGetValue(host, out var addresses)
            ? Task.FromResult(Array.ConvertAll(addresses, IPAddress.Parse).Where(address => family == AddressFamily.Unspecified || address.AddressFamily == family).ToArray())
            : Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound));
    }
}

using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Layotto.Grpc.Hosting;

/// <summary>Remembers what was bound, and says of what couldn't be bound which one it was and why.</summary>
/// <param name="inner">Binds.</param>
/// <param name="isInline">Whether the completions of connections run inline.</param>
internal sealed class BindingTransportFactory(IConnectionListenerFactory inner, bool isInline) : IConnectionListenerFactory
{
    private readonly List<EndPoint> _bound = [];

    public IReadOnlyList<EndPoint> Bound => _bound;

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        try
        {
            var listener = await inner.BindAsync(endpoint, cancellationToken).ConfigureAwait(false);
            _bound.Add(listener.EndPoint);
            return isInline ? new InlineListener(listener) : listener;
        }
        catch (Exception exception) when (exception is AddressInUseException or SocketException)
        {
            throw EndpointUnavailableException.Of(endpoint, exception);
        }
    }
}

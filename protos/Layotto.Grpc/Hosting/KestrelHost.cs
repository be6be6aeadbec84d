using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Layotto.Grpc.Hosting;

/// <summary>
/// Kestrel by itself: no generic host, no container, no diagnostics events, no scope per request. One handler gets every
/// request of every endpoint.
/// </summary>
public sealed class KestrelHost : IAsyncDisposable
{
    private readonly KestrelServer _server;
    private readonly RequestApplication _application;
    private readonly BindingTransportFactory _transport;
    private readonly IReadOnlyList<ListenEndpoint> _endpoints;
    private int _state;

    /// <summary>Prepares a host; it listens from <see cref="StartAsync"/> on.</summary>
    /// <param name="options">Where to listen and how.</param>
    /// <param name="handler">Answers a request. Its <see cref="HttpContext"/> is reused once the returned task is done.</param>
    /// <param name="loggerFactory">Where Kestrel logs.</param>
    /// <exception cref="ArgumentException">There is no endpoint.</exception>
    public KestrelHost(KestrelHostOptions options, RequestDelegate handler, ILoggerFactory loggerFactory)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentNullException.ThrowIfNull(loggerFactory);
        if (options.Endpoints.Count == 0)
            throw new ArgumentException("A host needs at least one endpoint to listen on.", nameof(options));
        loggerFactory = new KestrelLoggers(loggerFactory);
        _endpoints = options.Endpoints;
        _application = new RequestApplication(handler);
        _transport = new BindingTransportFactory(
            new SocketTransportFactory(Options.Create(TransportOptions(options)), loggerFactory), options.RunsInline);
        var serverOptions = KestrelOptions.Create(options, loggerFactory);
        _server = new KestrelServer(Options.Create(serverOptions), _transport, loggerFactory);
    }

    /// <summary>Where the host listens, in the order of the options, with the ports that were free; empty before the start.</summary>
    public IReadOnlyList<EndPoint> BoundEndpoints => _transport.Bound;

    /// <summary>How many requests have begun and not ended.</summary>
    public int RequestsUnderWay => _application.UnderWay;

    /// <summary>Starts to listen on every endpoint.</summary>
    /// <param name="cancellationToken">Gives up the start.</param>
    /// <exception cref="EndpointUnavailableException">An endpoint can't be listened on; none is then.</exception>
    /// <exception cref="InvalidOperationException">The host was started before.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref _state, 1, 0) != 0)
            throw new InvalidOperationException("This host was started before; make a new one to start again.");
        foreach (var endpoint in _endpoints)
        {
            if (endpoint.Address is UnixDomainSocketEndPoint socket)
                await UnixSocketFile.RemoveStaleAsync(socket, cancellationToken).ConfigureAwait(false);
        }

        await _server.StartAsync(_application, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops listening, lets requests under way end, and closes the connections.</summary>
    /// <param name="cancellationToken">Ends the patience: what still runs is aborted.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _state, 2) != 1)
            return;
        await _server.StopAsync(cancellationToken).ConfigureAwait(false);
        foreach (var endpoint in _transport.Bound)
        {
            if (endpoint is UnixDomainSocketEndPoint socket)
                UnixSocketFile.Remove(socket);
        }
    }

    private static SocketTransportOptions TransportOptions(KestrelHostOptions options)
    {
        var transport = new SocketTransportOptions { UnsafePreferInlineScheduling = options.RunsInline };
        if (options.Reservation is { } reservation)
            transport.CreateBoundListenSocket = reservation.Take;
        return transport;
    }

    /// <summary>Stops at once: what still runs is aborted.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        _server.Dispose();
    }
}

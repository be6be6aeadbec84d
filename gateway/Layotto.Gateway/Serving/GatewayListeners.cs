using System.Net;
using Layotto.Dapr.Grpc;
using Layotto.Dapr.Http;
using Layotto.Gateway.Launching;
using Layotto.Grpc.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Layotto.Gateway.Serving;

/// <summary>Everything the gateway listens on: each surface with a server, limits and addresses of its own.</summary>
internal sealed class GatewayListeners(GatewayOptions options, GatewayEnvironment environment, ILoggerFactory loggers) : IAsyncDisposable
{
    /// <summary>What Go's HTTP server, and so daprd, grants headers beyond the size that was set.</summary>
    private const int HeaderSlack = 4096;

    /// <summary>The most bytes of gRPC metadata on a request, unless more was asked for.</summary>
    private const int GrpcHeaderBytes = 64 * 1024;

    /// <summary>Dapr closes a connection whose client doesn't finish its headers in this time.</summary>
    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(10);

    // Dapr's figures for its gRPC servers.
    private static readonly TimeSpan GrpcPingDelay = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan GrpcPingTimeout = TimeSpan.FromSeconds(5);

    private readonly List<KestrelHost> _hosts = [];
    private readonly ILogger _logger = loggers.CreateLogger("dapr.runtime");
    private readonly PortReservation _reservation = new();

    /// <summary>The ports in use.</summary>
    public BoundPorts Ports { get; private set; } = new(null, null);

    /// <summary>How many calls have begun and not ended, on all surfaces; a stream is one.</summary>
    public int CallsUnderWay => _hosts.Sum(host => host.RequestsUnderWay);

    /// <summary>Holds the ports that were asked for, before components and others of this process make connections that could be given them.</summary>
    /// <exception cref="EndpointUnavailableException">A port is taken, or an address isn't this machine's.</exception>
    public void Reserve()
    {
        if (options.UnixDomainSocketDirectory is null)
        {
            Reserve(options.ListenAddresses, options.GrpcPort);
            Reserve(options.ListenAddresses, options.HttpPort);
        }

        Reserve(options.InternalGrpcListenAddresses, options.InternalGrpcPort ?? 0);
        if (options.EnableMetrics)
            Reserve(options.MetricsListenAddresses, options.MetricsPort);
        Reserve(options.PublicListenAddresses, options.PublicPort ?? 0);
        if (options.EnableProfiling)
            Reserve(options.ListenAddresses, options.ProfilePort);
    }

    /// <summary>Starts to listen on every surface that was asked for.</summary>
    /// <exception cref="EndpointUnavailableException">A port is taken, or an address isn't this machine's.</exception>
    public async Task StartAsync(
        DaprHttpApi http,
        DaprHttpApi publicHttp,
        DaprGrpcApi grpc,
        InternalGrpcApi internalGrpc,
        RequestDelegate metrics,
        CancellationToken cancellationToken)
    {
        var grpcPort = await StartApiAsync("API gRPC server is running on", "grpc", options.GrpcPort, ListenProtocols.Http2, GrpcLimits(), grpc.HandleAsync, runsInline: false, cancellationToken).ConfigureAwait(false);
        var httpProtocols = environment.DisableH2c ? ListenProtocols.Http1 : ListenProtocols.Http1AndHttp2;
        var httpPort = await StartApiAsync("HTTP server listening on", "http", options.HttpPort, httpProtocols, HttpLimits(), context => HandleAsync(http, context), runsInline: true, cancellationToken).ConfigureAwait(false);
        var internalPort = await StartInternalAsync(internalGrpc, cancellationToken).ConfigureAwait(false);
        int? metricsPort = null;
        if (options.EnableMetrics)
        {
            metricsPort = await StartTcpAsync(
                "metrics server started on", options.MetricsListenAddresses, options.MetricsPort, ListenProtocols.Http1, HttpLimits(), metrics, runsInline: false, cancellationToken).ConfigureAwait(false);
        }

        if (options.PublicPort is { } publicPort)
        {
            await StartTcpAsync(
                "public HTTP server listening on", options.PublicListenAddresses, publicPort, ListenProtocols.Http1, HttpLimits(), publicHttp.HandleAsync, runsInline: false, cancellationToken).ConfigureAwait(false);
        }

        if (options.EnableProfiling)
        {
            await StartTcpAsync(
                "profiling server listening on", options.ListenAddresses, options.ProfilePort, ListenProtocols.Http1, HttpLimits(), ProfilePage.HandleAsync, runsInline: false, cancellationToken).ConfigureAwait(false);
        }

        Ports = new BoundPorts(httpPort, grpcPort, internalPort, metricsPort);
    }

    /// <summary>Stops to listen, lets what is under way end, and closes all connections.</summary>
    /// <param name="cancellationToken">Ends the patience.</param>
    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(_hosts.Select(host => host.StopAsync(cancellationToken)));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
            await host.DisposeAsync().ConfigureAwait(false);
        _reservation.Dispose();
    }

    private void Reserve(IReadOnlyList<IPAddress> addresses, int port)
    {
        foreach (var address in ListenAddresses.Usable(addresses))
            _reservation.Hold(new IPEndPoint(address, port));
    }

    // Invocations only pass by, and stay where the kernel is heard; components may block.
    private static Task HandleAsync(DaprHttpApi http, HttpContext context)
        => http.NeverBlocks(context) ? http.HandleAsync(context) : PooledRequests.HandleAsync(context, http.HandleAsync);

    private async Task<int?> StartInternalAsync(InternalGrpcApi api, CancellationToken cancellationToken)
    {
        if (options.InternalGrpcPort is { } asked and not 0)
            return await StartInternalAsync(api, asked, cancellationToken).ConfigureAwait(false);
        try
        {
            return await StartInternalAsync(api, InternalPort.Choose(options.AppId), cancellationToken).ConfigureAwait(false);
        }
        catch (EndpointUnavailableException)
        {
            // Another sidecar of the same app was faster since the look, and any other port will do.
            return await StartInternalAsync(api, 0, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<int?> StartInternalAsync(InternalGrpcApi api, int port, CancellationToken cancellationToken) => StartTcpAsync(
        "internal gRPC server is running on",
        options.InternalGrpcListenAddresses,
        port,
        ListenProtocols.Http1AndHttp2,
        GrpcLimits(),
        api.HandleAsync,
        runsInline: true,
        cancellationToken);

    private async Task<int?> StartApiAsync(
        string what, string suffix, int port, ListenProtocols protocols, HostLimits limits, RequestDelegate handler, bool runsInline, CancellationToken cancellationToken)
    {
        if (options.UnixDomainSocketDirectory is not { } directory)
            return await StartTcpAsync(what, options.ListenAddresses, port, protocols, limits, handler, runsInline, cancellationToken).ConfigureAwait(false);
        var path = Path.Combine(directory, $"dapr-{options.AppId}-{suffix}.socket");
        await StartAsync([ListenEndpoint.Unix(path, protocols)], limits, handler, runsInline, cancellationToken).ConfigureAwait(false);
        _logger.LogInformation("{What} UNIX socket: {Path}", what, path);
        return null;
    }

    private async Task<int?> StartTcpAsync(
        string what,
        IReadOnlyList<IPAddress> addresses,
        int port,
        ListenProtocols protocols,
        HostLimits limits,
        RequestDelegate handler,
        bool runsInline,
        CancellationToken cancellationToken)
    {
        var usable = ListenAddresses.Usable(addresses);
        var chosen = ListenAddresses.Port(port, usable);
        var host = await StartAsync(
            [.. usable.Select(address => ListenEndpoint.Tcp(address, chosen, protocols))], limits, handler, runsInline, cancellationToken).ConfigureAwait(false);
        foreach (var endpoint in host.BoundEndpoints)
            _logger.LogInformation("{What} TCP address: {Address}", what, endpoint);
        return ((IPEndPoint)host.BoundEndpoints[0]).Port;
    }

    private async Task<KestrelHost> StartAsync(
        IReadOnlyList<ListenEndpoint> endpoints, HostLimits limits, RequestDelegate handler, bool runsInline, CancellationToken cancellationToken)
    {
        var host = new KestrelHost(
            new KestrelHostOptions { Endpoints = endpoints, Limits = limits, RunsInline = runsInline, Reservation = _reservation }, handler, loggers);
        _hosts.Add(host);
        await host.StartAsync(cancellationToken).ConfigureAwait(false);
        return host;
    }

    // The API itself holds bodies to --max-body-size, so that the answer is Dapr's error and not the server's.
    private HostLimits HttpLimits() => new()
    {
        MaxRequestBodySize = null,
        MaxRequestHeadersTotalSize = options.ReadBufferBytes + HeaderSlack,
        MaxRequestLineSize = options.ReadBufferBytes + HeaderSlack,
        RequestHeadersTimeout = HeadersTimeout,
    };

    private HostLimits GrpcLimits() => new()
    {
        MaxRequestBodySize = null,
        MaxRequestHeadersTotalSize = Math.Max(GrpcHeaderBytes, options.ReadBufferBytes),
        RequestHeadersTimeout = HeadersTimeout,

        // A stream may rest, and its reader may be slow; flow control bounds what that costs.
        MinRequestDataRate = null,
        MinResponseDataRate = null,
        KeepAlivePingDelay = GrpcPingDelay,
        KeepAlivePingTimeout = GrpcPingTimeout,
    };
}

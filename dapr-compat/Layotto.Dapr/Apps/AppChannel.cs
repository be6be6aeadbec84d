using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Layotto.Dapr.Invocation;
using Layotto.Dapr.Telemetry;
using Layotto.Grpc.Client;
using Layotto.Http;
using Layotto.Protos.Dapr.Runtime.V1;
using Layotto.Runtime.Apps;
using Layotto.Runtime.Telemetry.Metrics;

namespace Layotto.Dapr.Apps;

/// <summary>The way to the app over HTTP or gRPC, on pooled connections. The app may come up, go and return while the channel lives.</summary>
public sealed class AppChannel : IAppChannel, IDisposable
{
    // Paths come from outside, so not every one of them is kept.
    private const int MaxKnownAddresses = 1024;

    private readonly AppGate _gate;
    private readonly Uri? _healthCheck;
    private readonly AppHandler? _handler;
    private readonly AppHttpSender? _send;
    private readonly ConcurrentDictionary<string, Uri> _addresses = new(StringComparer.Ordinal);
    private readonly GatewayMetrics _metrics;
    private readonly string _base;
    private readonly Version _version;
    private readonly HttpVersionPolicy _versionPolicy;

    /// <summary>Makes the channel; nothing is connected before the first call.</summary>
    /// <param name="options">Where the app is and how it is called.</param>
    /// <param name="health">Whether it can be called.</param>
    public AppChannel(AppChannelOptions options, AppHealth health)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(health);
        Health = health;
        IsGrpc = options.IsGrpc;
        _metrics = options.Metrics;
        _gate = new AppGate(health, options.MaxConcurrency);
        _base = BaseAddress(options);
        _version = options.IsHttp2 ? HttpVersion.Version20 : HttpVersion.Version11;
        _versionPolicy = options.IsHttp2 || !options.IsSecure ? HttpVersionPolicy.RequestVersionExact : HttpVersionPolicy.RequestVersionOrLower;
        if (IsGrpc)
        {
            Channel = CreateChannel(options);
            if (!options.IsSecure)
                Proxied = new ProxiedApp(_gate, options.Token, ProxiedConnections.ToApp(options.Host, options.Port));
            Invoker = Channel.CreateCallInvoker();
            if (_metrics.IsEnabled)
                Invoker = Invoker.Intercept(new AppCallObserver(_metrics.GrpcClient));
            return;
        }

        _healthCheck = HttpHandlers.Verbatim(_base + "/" + options.HealthCheckPath.TrimStart('/'));
        if (!options.IsSecure && !options.IsHttp2 && options.Pipeline is null)
            Direct = new DirectApp(_gate, options.Token, new UpstreamPool(EndPoint(options), DirectApp.Connections), _metrics.HttpClient);
        _handler = new AppHandler(_gate, options.Token, isGrpc: false, HttpHandlers.ForApp(options.IsSecure));
        var invoker = new HttpMessageInvoker(_handler, disposeHandler: false);
        AppHttpSender send = invoker.SendAsync;
        _send = options.Pipeline is { } step ? (request, cancellationToken) => step(request, send, cancellationToken) : send;
        Invoker = NoGrpcInvoker.Instance;
    }

    /// <inheritdoc/>
    public bool IsGrpc { get; }

    /// <inheritdoc/>
    public AppHealth Health { get; }

    /// <inheritdoc/>
    public CallInvoker Invoker { get; }

    /// <summary>The gRPC channel; null when the app speaks HTTP.</summary>
    internal GrpcChannel? Channel { get; }

    /// <summary>The shortest way for gRPC calls that are only passed on; null where they have to take the channel.</summary>
    internal ProxiedApp? Proxied { get; }

    /// <summary>The shortest way to an app that speaks HTTP/1.1 in plain text; null where that isn't open.</summary>
    internal DirectApp? Direct { get; }

    /// <inheritdoc/>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (_send is null)
            throw new InvalidOperationException("The app speaks gRPC; it is called through the invoker.");
        if (request.RequestUri is { IsAbsoluteUri: false } relative)
            request.RequestUri = AddressOf(relative.OriginalString);
        request.Version = _version;
        request.VersionPolicy = _versionPolicy;
        return _metrics.IsEnabled ? MeasureAsync(_send, request, cancellationToken) : _send(request, cancellationToken);
    }

    /// <summary>Asks the app whether it is well: over HTTP any status of 2xx says so, over gRPC the status OK.</summary>
    /// <param name="cancellationToken">Ends the wait for the answer.</param>
    /// <returns>Why it isn't; null when it is.</returns>
    public async Task<string?> ProbeAsync(CancellationToken cancellationToken)
    {
        var start = _metrics.IsEnabled ? Stopwatch.GetTimestamp() : 0;
        var status = 0;
        try
        {
            if (IsGrpc)
            {
                status = (int)StatusCode.DeadlineExceeded;
                await new AppCallbackHealthCheck.AppCallbackHealthCheckClient(Invoker).HealthCheckAsync(new Empty(), cancellationToken: cancellationToken).ConfigureAwait(false);
                status = (int)StatusCode.OK;
                return null;
            }

            using var request = new HttpRequestMessage(HttpMethod.Get, _healthCheck) { Version = _version, VersionPolicy = _versionPolicy };
            using var response = await _handler!.ProbeAsync(request, cancellationToken).ConfigureAwait(false);
            status = (int)response.StatusCode;
            return response.IsSuccessStatusCode ? null : $"Health check failed with status code: {(int)response.StatusCode}";
        }
        catch (OperationCanceledException)
        {
            return "Health check failed: no answer in time";
        }
        catch (Exception exception) when (exception is HttpRequestException or RpcException)
        {
            if (exception is RpcException failure)
                status = (int)failure.StatusCode;
            return $"Health check failed: {exception.Message}";
        }
        finally
        {
            if (IsGrpc)
                _metrics.GrpcClient.ProbeCompleted(status, start);
            else
                _metrics.HttpClient.ProbeCompleted(status, start);
        }
    }

    /// <summary>The absolute address of a path and query that begin with a slash and are percent-encoded already.</summary>
    internal Uri AddressOf(string pathAndQuery)
    {
        if (_addresses.TryGetValue(pathAndQuery, out var known))
            return known;
        var address = HttpHandlers.Verbatim(_base + pathAndQuery);
        if (_addresses.Count < MaxKnownAddresses)
            _addresses.TryAdd(pathAndQuery, address);
        return address;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Channel?.Dispose();
        Proxied?.Dispose();
        Direct?.Dispose();
        _handler?.Dispose();
        _gate.Dispose();
    }

    private static EndPoint EndPoint(AppChannelOptions options)
        => IPAddress.TryParse(options.Host.Trim('[', ']'), out var address) ? new IPEndPoint(address, options.Port) : new DnsEndPoint(options.Host, options.Port);

    // As in Dapr, a call counts as completed once the head of its answer is there.
    private async Task<HttpResponseMessage> MeasureAsync(AppHttpSender send, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = PathOf(request.RequestUri!.OriginalString);
        var sent = request.Content is { } content ? content.Headers.ContentLength : 0;
        var start = Stopwatch.GetTimestamp();
        var status = 0;
        long? received = null;
        try
        {
            var response = await send(request, cancellationToken).ConfigureAwait(false);
            status = (int)response.StatusCode;
            received = AppResponse.AnnouncedLength(response);
            return response;
        }
        finally
        {
            _metrics.HttpClient.Completed(request.Method.Method, path.Span, status, sent, received, start);
        }
    }

    // What stands between the app's address and the query.
    private ReadOnlyMemory<char> PathOf(string address)
    {
        var path = address.AsMemory(address.StartsWith(_base, StringComparison.Ordinal) ? _base.Length : 0);
        var query = path.Span.IndexOf('?');
        return query < 0 ? path : path[..query];
    }

    private static string BaseAddress(AppChannelOptions options)
    {
        var host = options.Host.Contains(':', StringComparison.Ordinal) && !options.Host.StartsWith('[') ? $"[{options.Host}]" : options.Host;
        return string.Create(CultureInfo.InvariantCulture, $"{(options.IsSecure ? "https" : "http")}://{host}:{options.Port}");
    }

    private GrpcChannel CreateChannel(AppChannelOptions options) => new(_base, new GrpcChannelOptions
    {
        MaxReceiveMessageSize = options.MaxMessageSize,
        MaxSendMessageSize = options.MaxMessageSize,
        Reconnect = PeerChannels.QuickReconnect,
        Handler = inner => new AppHandler(_gate, options.Token, isGrpc: true, inner),
        Tls = options.IsSecure ? new ClientTlsOptions { Validation = HttpHandlers.AcceptAnyCertificate } : null,
    });
}

using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using Layotto.Runtime.Telemetry.Metrics;
using Microsoft.Extensions.Logging;

namespace Layotto.Telemetry;

/// <summary>Sends a registry's metrics to an OpenTelemetry collector, at intervals and once more at the end.</summary>
public sealed partial class MetricExport : IAsyncDisposable
{
    private const string GrpcPath = "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export";
    private const int GrpcPrefixLength = 5;

    private readonly OtlpEndpoint _endpoint;
    private readonly OtlpMetricsMessage _message;
    private readonly ILogger _logger;
    private readonly TimeProvider _timeProvider;
    private readonly HttpClient _client;
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _running;
    private bool _hasWarned;

    private MetricExport(
        OtlpEndpoint endpoint, TimeSpan interval, TelemetryResource resource, MetricRegistry registry, ILoggerFactory loggers, TimeProvider timeProvider)
    {
        _endpoint = endpoint;
        _message = new OtlpMetricsMessage(resource, registry, timeProvider.GetUtcNow());
        _logger = loggers.CreateLogger("dapr.runtime.metrics");
        _timeProvider = timeProvider;
        _client = TelemetryHttp.CreateClient(endpoint);
        _running = RunAsync(interval);
    }

    /// <summary>Begins to send.</summary>
    /// <param name="endpoint">The collector.</param>
    /// <param name="interval">How long to wait between two sendings.</param>
    /// <param name="resource">Who tells.</param>
    /// <param name="registry">The metrics.</param>
    /// <param name="loggers">Makes the logger.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    public static MetricExport Start(
        OtlpEndpoint endpoint, TimeSpan interval, TelemetryResource resource, MetricRegistry registry, ILoggerFactory loggers, TimeProvider? timeProvider = null)
        => new(endpoint, interval, resource, registry, loggers, timeProvider ?? TimeProvider.System);

    /// <summary>Sends a last time and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _client.Dispose();
        _closing.Dispose();
    }

    private async Task RunAsync(TimeSpan interval)
    {
        using var timer = new PeriodicTimer(interval, _timeProvider);
        try
        {
            while (await timer.WaitForNextTickAsync(_closing.Token).ConfigureAwait(false))
                await SendAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await SendAsync().ConfigureAwait(false);
        }
    }

    private async Task SendAsync()
    {
        try
        {
            using var request = _endpoint.IsGrpc ? GrpcRequest() : HttpRequest();
            using var response = await _client.SendAsync(request, CancellationToken.None).ConfigureAwait(false);
            if (Problem(response) is not { } problem)
                _hasWarned = false;
            else
                Warn(problem);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            Warn(exception.Message);
        }
    }

    private HttpRequestMessage HttpRequest()
    {
        var content = new ReadOnlyMemoryContent(_message.Write(_timeProvider.GetUtcNow()));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        return new HttpRequestMessage(HttpMethod.Post, _endpoint.Address) { Content = content };
    }

    private HttpRequestMessage GrpcRequest()
    {
        var message = _message.Write(_timeProvider.GetUtcNow());
        var framed = new byte[GrpcPrefixLength + message.Length];
        BinaryPrimitives.WriteUInt32BigEndian(framed.AsSpan(1), (uint)message.Length);
        message.CopyTo(framed.AsMemory(GrpcPrefixLength));
        var content = new ByteArrayContent(framed);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_endpoint.Address, GrpcPath))
        {
            Content = content,
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        return request;
    }

    private string? Problem(HttpResponseMessage response)
    {
        if (!response.IsSuccessStatusCode)
            return $"the collector answered with status {(int)response.StatusCode}";
        if (!_endpoint.IsGrpc)
            return null;
        var fields = response.TrailingHeaders.TryGetValues("grpc-status", out var status) || response.Headers.TryGetValues("grpc-status", out status);
        return fields && status!.First() == "0" ? null : $"the collector answered with gRPC status {(fields ? status!.First() : "unknown")}";
    }

    // Told once for each time that the collector goes away.
    private void Warn(string reason)
    {
        if (!_hasWarned)
            LogFailed(_logger, _endpoint.ToString(), reason);
        _hasWarned = true;
    }

    [LoggerMessage(2010, LogLevel.Warning, "Metrics couldn't be sent to {Endpoint}: {Reason}. They are cumulative, so the next sending makes up for it.")]
    private static partial void LogFailed(ILogger logger, string endpoint, string reason);
}

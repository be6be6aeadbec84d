using Grpc.Core;
using Layotto.Runtime.Errors;

namespace Layotto.Dapr.Apps;

/// <summary>
/// Stands before the connections to the app: refuses calls to an unhealthy app, holds a permit for each call under way, and puts the
/// app's token in the place of any other. It is the same for HTTP and gRPC, whose calls are all one request and one response.
/// </summary>
internal sealed class AppHandler : DelegatingHandler
{
    private const string HealthCheckPath = "/dapr.proto.runtime.v1.AppCallbackHealthCheck/HealthCheck";

    private readonly AppGate _gate;
    private readonly string? _token;
    private readonly bool _isGrpc;
    private readonly Action _leave;

    /// <summary>Creates the handler.</summary>
    /// <param name="gate">What calls pass.</param>
    /// <param name="token">The app's token; null for none.</param>
    /// <param name="isGrpc">Whether refusals are to be gRPC's exceptions.</param>
    /// <param name="inner">The connections.</param>
    public AppHandler(AppGate gate, string? token, bool isGrpc, HttpMessageHandler inner)
        : base(inner)
    {
        _gate = gate;
        _token = token;
        _isGrpc = isGrpc;
        _leave = gate.Leave;
    }

    /// <summary>Sends a probe, past everything that stands before other calls.</summary>
    public Task<HttpResponseMessage> ProbeAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        => base.SendAsync(request, cancellationToken);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!_gate.IsHealthy && !IsProbe(request))
            throw Refusal(AppGate.Unhealthy, ErrorKind.Internal, StatusCode.Internal);
        request.Headers.Remove(ApiToken.HeaderName);
        if (_token is not null)
            request.Headers.TryAddWithoutValidation(ApiToken.HeaderName, _token);
        return _gate.IsLimited && !IsProbe(request) ? SendHeldAsync(request, cancellationToken) : base.SendAsync(request, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendHeldAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!await _gate.TryEnterAsync(cancellationToken).ConfigureAwait(false))
            throw Refusal(AppGate.TooManyWaiting, ErrorKind.ResourceExhausted, StatusCode.ResourceExhausted);
        HttpResponseMessage? response = null;
        try
        {
            response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            HeldContent.Hold(response, _leave);
            return response;
        }
        catch
        {
            response?.Dispose();
            _gate.Leave();
            throw;
        }
    }

    // gRPC's probe comes by the same way as all calls; it passes whatever is known of the app, and needs no permit.
    private bool IsProbe(HttpRequestMessage request) => _isGrpc && request.RequestUri!.AbsolutePath == HealthCheckPath;

    private Exception Refusal(string message, ErrorKind kind, StatusCode code)
        => _isGrpc ? new RpcException(new Status(code, message)) : new ApiException(CommonErrors.DirectInvoke, kind, message);
}

using System.Diagnostics;
using Grpc.Core;
using Layotto.Runtime.Telemetry.Metrics;
using Microsoft.AspNetCore.Http;

namespace Layotto.Dapr.Invocation;

/// <summary>What is measured of one gRPC call that is passed on, on the side of its caller or of the app it is for.</summary>
internal readonly struct ProxiedCallMetrics
{
    private readonly InvocationMetrics? _metrics;
    private readonly string _appId;
    private readonly bool _isPeer;
    private readonly long _start;

    private ProxiedCallMetrics(InvocationMetrics metrics, string appId, bool isPeer)
    {
        _metrics = metrics;
        _appId = appId;
        _isPeer = isPeer;
        _start = Stopwatch.GetTimestamp();
    }

    /// <summary>Begins a call. One of an app to itself isn't between sidecars, and isn't counted.</summary>
    /// <param name="metrics">What is measured.</param>
    /// <param name="headers">The call's headers.</param>
    /// <param name="target">The app that is called.</param>
    /// <param name="isLocal">Whether it is the app beside this sidecar.</param>
    /// <param name="isPeer">Whether another sidecar calls.</param>
    public static ProxiedCallMetrics Begin(GatewayMetrics metrics, IHeaderDictionary headers, string target, bool isLocal, bool isPeer)
    {
        if (!metrics.IsEnabled || (isLocal && !isPeer))
            return default;
        var call = new ProxiedCallMetrics(metrics.Invocation, isPeer ? headers[InvocationHeaders.CallerAppId].ToString() : target, isPeer);
        if (isPeer)
            metrics.Invocation.RequestReceived(call._appId);
        else
            metrics.Invocation.RequestSent(target, isStream: true);
        return call;
    }

    /// <summary>The call has ended.</summary>
    public void Ended(StatusCode status)
    {
        if (_isPeer)
            _metrics?.ResponseSent(_appId, (int)status);
        else
            _metrics?.ResponseReceived(_appId, (int)status, _start, isStream: true);
    }
}

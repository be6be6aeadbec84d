using System.Diagnostics;
using Layotto.Http;
using Layotto.Runtime.Telemetry.Metrics;
using Microsoft.AspNetCore.Http;

namespace Layotto.Dapr.Invocation;

/// <summary>What changes on the shortest way to the app, and what is measured there. It belongs to one call.</summary>
/// <param name="token">The app's token; null for none.</param>
/// <param name="identity">Who this sidecar is, for calls of the app to itself; null for calls whose sender has said who calls.</param>
/// <param name="answer">The answer, into which nothing was copied yet.</param>
internal sealed class AppForward(string? token, InvocationOptions? identity, HttpResponse answer) : ForwardTransform
{
    private readonly AnswerTrace _trace = AnswerTrace.Of(answer.Headers);
    private HttpClientMetrics? _metrics;
    private string _method = "";
    private string _target = "";
    private long? _sent;
    private long _start;

    public override long LargestRequestBody => identity?.MaxBodySize ?? long.MaxValue;

    public override int LongestDoubtedLength => AppResponse.LongestRecounted;

    /// <summary>Begins to measure, where anything is measured.</summary>
    /// <param name="metrics">What is measured.</param>
    /// <param name="method">The method.</param>
    /// <param name="target">Path and query.</param>
    /// <param name="sent">The length of the request's body; null when it isn't known.</param>
    public void Begin(HttpClientMetrics metrics, string method, string target, long? sent)
    {
        if (!metrics.IsEnabled)
            return;
        (_metrics, _method, _target, _sent) = (metrics, method, target, sent);
        _start = Stopwatch.GetTimestamp();
    }

    /// <summary>Ends to measure; a call without an answer is counted as one.</summary>
    public void End() => Complete(0, null);

    public override bool DropsRequestHeader(string name)
        => name.Length != 12 && InvocationHeaders.StaysBehind(name) && (identity is not null || !InvocationHeaders.IsIdentity(name));

    // This is the place where the headers of requests to the app are set that go this way.
    public override void AddRequestHeaders(HttpContext context, UpstreamConnection connection)
    {
        if (token is not null)
            connection.AddHeader(ApiToken.HeaderName, token);
        if (identity is null)
            return;
        connection.AddHeader(InvocationHeaders.CallerNamespace, identity.Namespace);
        connection.AddHeader(InvocationHeaders.CallerAppId, identity.AppId);
        connection.AddHeader(InvocationHeaders.CalleeAppId, identity.AppId);
    }

    // As on the other ways, a call counts as completed once the head of its answer is there.
    public override void InspectResponse(UpstreamConnection connection) => Complete(connection.StatusCode, connection.ContentLength);

    // What sidecars tell one another an app can't say.
    public override bool DropsResponseHeader(string name) => DirectPeer.IsHeader(name) || _trace.Replaces(name);

    private void Complete(int status, long? received)
    {
        if (_metrics is not { } metrics)
            return;
        _metrics = null;
        var query = _target.IndexOf('?', StringComparison.Ordinal);
        metrics.Completed(_method, query < 0 ? _target : _target.AsSpan(0, query), status, _sent, received, _start);
    }
}

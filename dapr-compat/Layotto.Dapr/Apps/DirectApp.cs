using Layotto.Dapr.Invocation;
using Layotto.Grpc.Hosting;
using Layotto.Http;
using Layotto.Runtime.Errors;
using Layotto.Runtime.Telemetry.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Layotto.Dapr.Apps;

/// <summary>
/// The shortest way to an app that speaks HTTP/1.1 in plain text: a request goes from the server's connection to the app's without becoming an
/// object between. What stands before other ways to the app stands before this one.
/// </summary>
/// <param name="gate">Health, and the limit of calls at once.</param>
/// <param name="token">The app's token; null for none.</param>
/// <param name="pool">The connections.</param>
/// <param name="metrics">What is measured of calls.</param>
internal sealed class DirectApp(AppGate gate, string? token, UpstreamPool pool, HttpClientMetrics metrics) : IDisposable
{
    /// <summary>How connections of the data path are made: what waits for them never blocks, and so goes on where the kernel is heard.</summary>
    public static UpstreamOptions Connections { get; } = new() { OnConnected = static socket => InlineCompletions.TryPrefer(socket) };

    /// <summary>The app's token, which each request carries; null for none.</summary>
    public string? Token => token;

    /// <summary>Passes a request on to the app, and its answer back.</summary>
    /// <param name="context">The request.</param>
    /// <param name="method">The method.</param>
    /// <param name="target">Path and query, percent-encoded.</param>
    /// <param name="transform">Sets the headers, the token among them.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ApiException">The app isn't healthy, or too many calls wait for it.</exception>
    public async Task ForwardAsync(HttpContext context, string method, string target, AppForward transform, CancellationToken cancellationToken)
    {
        transform.Begin(metrics, method, target, SentLength(context.Request));
        try
        {
            await PassAsync(context, method, target, transform, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            transform.End();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => pool.Dispose();

    private static long? SentLength(HttpRequest request)
        => request.ContentLength ?? (request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false } ? 0 : null);

    private async Task PassAsync(HttpContext context, string method, string target, AppForward transform, CancellationToken cancellationToken)
    {
        if (!gate.IsHealthy)
            throw new ApiException(CommonErrors.DirectInvoke, ErrorKind.Internal, AppGate.Unhealthy);
        if (!gate.IsLimited)
        {
            await HttpForwarder.ForwardAsync(context, pool, method, target, transform, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (!await gate.TryEnterAsync(cancellationToken).ConfigureAwait(false))
            throw new ApiException(CommonErrors.DirectInvoke, ErrorKind.ResourceExhausted, AppGate.TooManyWaiting);
        try
        {
            await HttpForwarder.ForwardAsync(context, pool, method, target, transform, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            gate.Leave();
        }
    }
}

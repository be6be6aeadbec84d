using Grpc.Core;
using Layotto.Runtime.Apps;

namespace Layotto.Dapr.Apps;

/// <summary>
/// The way to the app. It adds the app's token, keeps to the limit of concurrent calls, and says whether the app is healthy; what
/// the calls are is the business of the building blocks.
/// </summary>
public interface IAppChannel
{
    /// <summary>Whether the app speaks gRPC; else HTTP.</summary>
    bool IsGrpc { get; }

    /// <summary>Whether the app can be called.</summary>
    AppHealth Health { get; }

    /// <summary>Sends an HTTP request to an app that speaks HTTP, through the <c>appHttpPipeline</c>.</summary>
    /// <param name="request">
    /// The request. Its URI is relative to the app and begins with a slash, still percent-encoded; no <c>dapr-api-token</c> of a caller
    /// may be on it.
    /// </param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The answer once its headers are there. Its body streams, and the permit is held until it is disposed.</returns>
    /// <exception cref="HttpRequestException">The app can't be reached, or broke the call off.</exception>
    /// <exception cref="Layotto.Runtime.Errors.ApiException">The app isn't healthy, or too many calls wait for it.</exception>
    Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken);

    /// <summary>Calls an app that speaks gRPC. Each call adds the token and holds a permit until it ends.</summary>
    CallInvoker Invoker { get; }
}

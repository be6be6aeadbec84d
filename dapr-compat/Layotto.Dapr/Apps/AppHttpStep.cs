namespace Layotto.Dapr.Apps;

/// <summary>
/// A step between the callers and an HTTP app, such as the <c>appHttpPipeline</c>: answers a request itself, or passes it on, changed or
/// not. A step that changes a body has to give it the length it has then, or none.
/// </summary>
/// <param name="request">The request; its URI is absolute.</param>
/// <param name="next">The app, or the next step.</param>
/// <param name="cancellationToken">Ends the call.</param>
public delegate Task<HttpResponseMessage> AppHttpStep(HttpRequestMessage request, AppHttpSender next, CancellationToken cancellationToken);

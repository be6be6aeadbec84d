namespace Layotto.Dapr.Apps;

/// <summary>Sends an HTTP request towards the app.</summary>
/// <param name="request">The request.</param>
/// <param name="cancellationToken">Ends the call.</param>
/// <returns>The answer, once its headers are there.</returns>
public delegate Task<HttpResponseMessage> AppHttpSender(HttpRequestMessage request, CancellationToken cancellationToken);

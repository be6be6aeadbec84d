namespace Layotto.Runtime.HttpPipelines;

/// <summary>
/// Runs a pipeline around HTTP calls that go out, as the <c>appHttpPipeline</c> does around calls to the app. Bodies stream both ways; one
/// that no middleware looks at isn't touched.
/// </summary>
public sealed class HttpCallPipeline(HttpPipeline pipeline)
{
    /// <summary>Sends a request through the pipeline.</summary>
    /// <param name="request">The request; middleware changes it in place. Its URI may be relative.</param>
    /// <param name="send">Sends what the pipeline lets through, and returns once the answer's headers are there.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The answer once its headers are there: that of <paramref name="send"/>, or a middleware's own. Its body streams.</returns>
    /// <exception cref="HttpRequestException">What <paramref name="send"/> throws.</exception>
    public Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send,
        CancellationToken cancellationToken)
        => pipeline.IsEmpty ? send(request, cancellationToken) : new HttpCall(request, send, cancellationToken).RunAsync(pipeline);
}

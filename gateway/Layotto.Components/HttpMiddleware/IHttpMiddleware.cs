using Microsoft.AspNetCore.Http;

namespace Layotto.Components.HttpMiddleware;

/// <summary>
/// A step of an HTTP pipeline: the Configuration's <c>httpPipeline</c>, before the HTTP API, or its <c>appHttpPipeline</c>, before
/// calls to the app.
/// </summary>
public interface IHttpMiddleware : IComponent
{
    /// <summary>Handles a request: answers it, or passes it on, changed or not.</summary>
    /// <param name="context">The request and its answer.</param>
    /// <param name="next">The rest of the pipeline.</param>
    Task InvokeAsync(HttpContext context, RequestDelegate next);
}

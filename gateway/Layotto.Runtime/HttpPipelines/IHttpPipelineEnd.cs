using Microsoft.AspNetCore.Http;

namespace Layotto.Runtime.HttpPipelines;

/// <summary>What stands behind the last middleware of a pipeline. It travels with the request, so that one chain serves all of them.</summary>
public interface IHttpPipelineEnd
{
    /// <summary>Handles a request that every middleware has let through.</summary>
    Task InvokeAsync(HttpContext context);
}

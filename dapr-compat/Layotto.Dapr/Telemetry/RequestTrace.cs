using Layotto.Runtime.Telemetry;
using Microsoft.AspNetCore.Http;

namespace Layotto.Dapr.Telemetry;

/// <summary>The span of an API call, where whoever answers the call can add to it. It is there only while it is recorded.</summary>
/// <param name="span">The span.</param>
public sealed class RequestTrace(TraceSpan span)
{
    /// <summary>The span of a call; one that takes everything and does nothing where the call isn't recorded.</summary>
    public static TraceSpan Of(HttpContext context) => context.Features.Get<RequestTrace>()?.Span ?? default;

    private TraceSpan Span => span;
}

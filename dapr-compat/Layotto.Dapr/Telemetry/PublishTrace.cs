using Layotto.Runtime.Telemetry;
using Microsoft.AspNetCore.Http;

namespace Layotto.Dapr.Telemetry;

/// <summary>The trace that a published event goes on with, in W3C's form.</summary>
/// <param name="Parent">The trace context; empty for none.</param>
/// <param name="State">The trace's state; empty for none.</param>
internal readonly record struct PublishTrace(string Parent, string State)
{
    /// <summary>The call's span where it is recorded, else what the caller sent.</summary>
    public static PublishTrace Of(HttpContext context)
    {
        var span = RequestTrace.Of(context);
        var trace = span.IsRecorded ? span.Context : TraceHeaders.Read(context.Request.Headers);
        return trace.IsValid ? new PublishTrace(trace.ToTraceParent(), trace.State ?? "") : new PublishTrace("", "");
    }
}

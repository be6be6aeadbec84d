using System.Diagnostics;
using Layotto.Runtime.PubSub.Events;
using Microsoft.AspNetCore.Http;

namespace Layotto.Dapr.Http;

/// <summary>The trace that a request belongs to, in W3C's form.</summary>
/// <param name="Parent">The trace context; empty for none.</param>
/// <param name="State">The trace's state; empty for none.</param>
internal readonly record struct RequestTrace(string Parent, string State)
{
    /// <summary>The span under way where there is one, else what the caller sent.</summary>
    public static RequestTrace Of(HttpRequest request)
        => Activity.Current is { Id: { } id, IdFormat: ActivityIdFormat.W3C } span
            ? new RequestTrace(id, span.TraceStateString ?? "")
            : Of(request.Headers[EventFields.TraceParent].ToString(), request.Headers[EventFields.TraceState].ToString());

    /// <summary>What a caller sent, where it is a trace context.</summary>
    public static RequestTrace Of(string parent, string state)
        => parent.Length > 0 && ActivityContext.TryParse(parent, null, out _) ? new RequestTrace(parent, state) : new RequestTrace("", "");
}

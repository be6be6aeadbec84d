using Layotto.Runtime.Telemetry;
using Microsoft.AspNetCore.Http;

namespace Layotto.Dapr.Telemetry;

/// <summary>The <c>baggage</c> of a call: it goes on as it came, and Dapr shows it in the answer too; one that is malformed is refused.</summary>
internal static class BaggageHeader
{
    /// <summary>Looks at the baggage of a call, and puts it into the answer.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    public static string? Accept(HttpContext context)
    {
        if (!context.Request.Headers.TryGetValue(TraceHeaders.Baggage, out var values) || values.Count == 0)
            return null;
        var text = values.Count == 1 ? values[0] ?? "" : string.Join(',', (IEnumerable<string?>)values);
        if (Baggage.Check(text) is { } problem)
            return problem;
        if (text.Length > 0)
            context.Response.Headers[TraceHeaders.Baggage] = text;
        return null;
    }
}

using Layotto.Runtime.Telemetry;
using Microsoft.AspNetCore.Http;

namespace Layotto.Dapr.Telemetry;

/// <summary>Headers that begin with <c>dapr-</c> become attributes of the span, as in Dapr: so a caller can add what it wants to see there.</summary>
internal static class UserHeaders
{
    private const string Prefix = "dapr-";
    private const int MostHeaders = 32;
    private const int LongestValue = 256;

    /// <summary>Adds them.</summary>
    public static void Add(TraceSpan span, IHeaderDictionary headers)
    {
        var count = 0;
        foreach (var (name, values) in headers)
        {
            if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
                || name.EndsWith("-bin", StringComparison.OrdinalIgnoreCase)
                || name.Equals(ApiToken.HeaderName, StringComparison.OrdinalIgnoreCase)
                || values.Count == 0)
            {
                continue;
            }

            if (++count > MostHeaders)
                return;
            var value = values[^1] ?? "";
            span.SetAttribute(name.ToLowerInvariant(), value.Length > LongestValue ? value[..LongestValue] : value);
        }
    }
}

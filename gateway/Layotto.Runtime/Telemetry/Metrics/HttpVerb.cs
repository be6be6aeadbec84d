namespace Layotto.Runtime.Telemetry.Metrics;

/// <summary>The label for an HTTP method: one of HTTP's own, or <c>UNKNOWN</c>.</summary>
internal static class HttpVerb
{
    private static readonly string[] Labels = ["UNKNOWN", "GET", "PUT", "POST", "PATCH", "DELETE", "HEAD", "OPTIONS", "CONNECT", "TRACE"];

    /// <summary>The label.</summary>
    /// <param name="method">The method.</param>
    /// <param name="isExcluded">Whether verbs are left out.</param>
    public static string Label(string method, bool isExcluded) => isExcluded ? "" : Labels[Index(method)];

    /// <summary>A small number for a method; 0 for one that isn't HTTP's own.</summary>
    public static int Index(string method) => method switch
    {
        "GET" => 1,
        "PUT" => 2,
        "POST" => 3,
        "PATCH" => 4,
        "DELETE" => 5,
        "HEAD" => 6,
        "OPTIONS" => 7,
        "CONNECT" => 8,
        "TRACE" => 9,
        _ => 0,
    };
}

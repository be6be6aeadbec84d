using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;

namespace Layotto.Dapr.Http;

/// <summary>Which origins browsers may call the HTTP API from (daprd's <c>--allowed-origins</c>).</summary>
internal sealed class CorsPolicy
{
    private const string Methods = "HEAD, GET, POST, PUT, PATCH, DELETE";

    private readonly FrozenSet<string>? _origins;

    private CorsPolicy(FrozenSet<string>? origins) => _origins = origins;

    /// <summary>Reads the flag: empty for no policy, <c>*</c> for every origin, else a comma-separated list.</summary>
    public static CorsPolicy? Create(string allowedOrigins) => allowedOrigins.Trim() switch
    {
        "" => null,
        "*" => new CorsPolicy(null),
        var list => new CorsPolicy(
            list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.OrdinalIgnoreCase)),
    };

    /// <summary>Adds the headers that let a browser through, and answers preflight requests.</summary>
    /// <returns>Whether the request is answered.</returns>
    public bool Apply(HttpContext context)
    {
        var origin = context.Request.Headers.Origin.ToString();
        if (origin.Length == 0)
            return false;
        var headers = context.Response.Headers;
        headers.Vary = "Origin";
        if (_origins?.Contains(origin) == false)
            return false;
        headers.AccessControlAllowOrigin = _origins is null ? "*" : origin;
        if (!HttpMethods.IsOptions(context.Request.Method) || context.Request.Headers.AccessControlRequestMethod.Count == 0)
            return false;
        headers.AccessControlAllowMethods = Methods;
        if (context.Request.Headers.AccessControlRequestHeaders is { Count: > 0 } asked)
            headers.AccessControlAllowHeaders = asked;
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return true;
    }
}

using Layotto.Runtime.HttpPipelines;

namespace Layotto.Dapr.Http;

/// <summary>How Dapr's HTTP API is served.</summary>
public sealed record DaprHttpOptions
{
    /// <summary>The most bytes that a request's body may have (daprd's <c>--max-body-size</c>).</summary>
    public long MaxBodySize { get; init; } = 4 << 20;

    /// <summary>The token that callers have to show; null for none.</summary>
    public ApiToken? Token { get; init; }

    /// <summary>Which APIs may be called.</summary>
    public ApiAccess Access { get; init; } = ApiAccess.ForHttp([], []);

    /// <summary>The origins that browsers may call from, comma-separated; <c>*</c> for all, empty for no CORS headers at all.</summary>
    public string AllowedOrigins { get; init; } = "";

    /// <summary>The middleware between the token and the routes; null for none.</summary>
    public HttpPipeline? Pipeline { get; init; }

    /// <summary>How calls are logged; null for not at all.</summary>
    public ApiLogging? Logging { get; init; }
}

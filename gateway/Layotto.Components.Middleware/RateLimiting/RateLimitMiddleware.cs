using System.Globalization;
using System.Net;
using Layotto.Components.HttpMiddleware;
using Layotto.Components.Metadata;
using Microsoft.AspNetCore.Http;

namespace Layotto.Components.Middleware.RateLimiting;

/// <summary><c>middleware.http.ratelimit</c>: a token bucket for each caller and path; who has none left is answered 429.</summary>
/// <remarks>
/// As in Dapr, whose library counts by path too, and tells the limit in headers. The headers that name the caller are believed, so
/// a gateway that callers reach directly can't hold back one who makes them up.
/// </remarks>
public sealed class RateLimitMiddleware : IHttpMiddleware
{
    private const double DefaultRate = 100;
    private const string Refusal = "You have reached maximum request limit.";

    private static readonly MetadataField<double> MaxRequestsPerSecond = MetadataField.PositiveNumber(
        "maxRequestsPerSecond", "How many requests a second each caller may make to a path; as many may come at once.", DefaultRate)
        with { Example = "100" };

    private TokenBuckets _buckets = null!;
    private string _limit = "";
    private string _roundLimit = "";

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => [];

    internal static MetadataSchema Schema { get; } = new(MaxRequestsPerSecond);

    /// <inheritdoc/>
    public ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        var rate = MaxRequestsPerSecond.Read(context.Metadata);
        _buckets = new TokenBuckets(rate, context.TimeProvider);
        _limit = rate.ToString("F2", CultureInfo.InvariantCulture);
        _roundLimit = Math.Round(rate, MidpointRounding.AwayFromZero).ToString("F0", CultureInfo.InvariantCulture);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var isAllowed = _buckets.TryTake(CallerAddress.Of(context), context.Request.Path.Value ?? "", out var left);
        var headers = context.Response.Headers;
        headers["X-Rate-Limit-Limit"] = _limit;
        headers["X-Rate-Limit-Duration"] = "1";
        if (context.Request.Headers.TryGetValue("X-Forwarded-For", out var forwarded) && forwarded.ToString() is { Length: > 0 } text && Ascii(text))
            headers["X-Rate-Limit-Request-Forwarded-For"] = text;
        if (context.Connection.RemoteIpAddress is { } address)
            headers["X-Rate-Limit-Request-Remote-Addr"] = new IPEndPoint(address, context.Connection.RemotePort).ToString();
        headers["RateLimit-Limit"] = _roundLimit;
        headers["RateLimit-Reset"] = "1";
        headers["RateLimit-Remaining"] = left.ToString(CultureInfo.InvariantCulture);
        return isAllowed ? next(context) : MiddlewareAnswer.TextAsync(context, StatusCodes.Status429TooManyRequests, Refusal);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static bool Ascii(string text) => text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0;
}

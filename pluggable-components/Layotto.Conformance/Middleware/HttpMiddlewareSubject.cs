using System.Collections.Frozen;
using Layotto.Components.HttpMiddleware;

namespace Layotto.Conformance.Middleware;

/// <summary>An HTTP middleware that cases are run against. What it does with requests is its own affair, as far as nothing is declared.</summary>
public sealed class HttpMiddlewareSubject : IConformanceSubject
{
    /// <summary>The middleware, initialised.</summary>
    public required IHttpMiddleware Middleware { get; init; }

    /// <inheritdoc/>
    public IReadOnlySet<string> Abilities { get; init; } = new HashSet<string>();

    /// <summary>The headers that a request needs to be passed on, such as a token; empty where it needs none.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>The headers that a request has once it is passed on, because the middleware adds them; empty for none.</summary>
    public IReadOnlyDictionary<string, string> Added { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Whether some requests are let through, and others aren't, by what they bring along.</summary>
    internal bool Guards => Headers.Count > 0 || Abilities.Contains(HttpMiddlewareAbilities.SignsIn);

    /// <summary>What a request has to bring along: the headers, and the cookies of a browser that has signed in.</summary>
    internal async Task<Dictionary<string, string>> PassAsync(CancellationToken cancellationToken)
    {
        var headers = new Dictionary<string, string>(Headers, StringComparer.OrdinalIgnoreCase);
        if (!Abilities.Contains(HttpMiddlewareAbilities.SignsIn))
            return headers;
        using var browser = new Browser(Middleware, Headers);
        await browser.OpenAsync("/", cancellationToken);
        foreach (var (name, value) in browser.Headers)
            headers[name] = value;
        return headers;
    }
}

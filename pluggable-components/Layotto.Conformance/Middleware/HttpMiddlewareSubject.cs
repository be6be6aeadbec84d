using Layotto.Components.HttpMiddleware;

namespace Layotto.Conformance.Middleware;

/// <summary>An HTTP middleware that cases are run against. What it does with requests is its own affair.</summary>
public sealed class HttpMiddlewareSubject : IConformanceSubject
{
    /// <summary>The middleware, initialised.</summary>
    public required IHttpMiddleware Middleware { get; init; }

    /// <inheritdoc/>
    public IReadOnlySet<string> Abilities { get; init; } = new HashSet<string>();
}

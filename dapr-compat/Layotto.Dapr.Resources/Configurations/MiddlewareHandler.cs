using Layotto.Components.Specification;

namespace Layotto.Dapr.Resources.Configurations;

/// <summary>A step of an HTTP pipeline.</summary>
public sealed record MiddlewareHandler
{
    /// <summary>The name of a middleware component.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its type, such as <c>middleware.http.bearer</c>.</summary>
    public string Type { get; init; } = "";

    /// <summary>Its version; may be empty.</summary>
    public string Version { get; init; } = "";

    /// <summary>Where it was written.</summary>
    public SourceLocation? Source { get; init; }
}

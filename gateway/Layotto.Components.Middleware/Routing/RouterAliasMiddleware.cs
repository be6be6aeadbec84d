using Layotto.Components.HttpMiddleware;
using Layotto.Components.Metadata;
using Microsoft.AspNetCore.Http;

namespace Layotto.Components.Middleware.Routing;

/// <summary><c>middleware.http.routeralias</c>: sends requests for one path to another, before they are routed.</summary>
public sealed class RouterAliasMiddleware : IHttpMiddleware
{
    private IReadOnlyList<RouteAlias> _aliases = [];

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => [];

    internal static MetadataSchema Schema { get; } = new(RouteAliasReader.Routes) { IsOpen = true };

    /// <inheritdoc/>
    public ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        _aliases = RouteAliasReader.Read(context.Metadata);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (_aliases.Count == 0)
            return next(context);
        var target = RequestTarget.Of(context);
        var path = Uri.UnescapeDataString(RequestTarget.PathOf(target));
        var query = RequestTarget.QueryOf(target).ToString();
        foreach (var alias in _aliases)
        {
            if (!alias.TryApply(path, query, out var newPath, out var newQuery))
                continue;
            RequestTarget.Rewrite(context, newPath, newQuery);
            break;
        }

        return next(context);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

using System.Text.RegularExpressions;
using Layotto.Components.HttpMiddleware;
using Layotto.Components.Metadata;
using Microsoft.AspNetCore.Http;

namespace Layotto.Components.Middleware.Routing;

/// <summary><c>middleware.http.routerchecker</c>: a request whose path and query don't match an expression is answered 400.</summary>
public sealed class RouterCheckerMiddleware : IHttpMiddleware
{
    private static readonly MetadataField<string> Rule = MetadataField.Text(
        "rule", "A regular expression in Go's syntax that the percent-encoded path, with the query behind it, has to match.")
        with { IsRequired = true, Example = "^[A-Za-z0-9/._-]+$" };

    private Regex _rule = null!;

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => [];

    internal static MetadataSchema Schema { get; } = new(Rule);

    /// <inheritdoc/>
    public ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        _rule = GoPattern.Compile(Rule.Name, Rule.Read(context.Metadata));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
        => IsRight(RequestTarget.Of(context)) ? next(context) : MiddlewareAnswer.TextAsync(context, StatusCodes.Status400BadRequest, "invalid router");

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // Routing resolves // and /../ later, so what it makes of the path has to match as well.
    private bool IsRight(string target)
    {
        var path = RequestTarget.PathOf(target);
        var query = target.Contains('?', StringComparison.Ordinal) ? $"?{RequestTarget.QueryOf(target)}" : "";
        if (!_rule.IsMatch($"{(path.Length == 0 ? "/" : path)}{query}"))
            return false;
        var clean = RequestTarget.Clean(path);
        return clean.SequenceEqual(path.Trim('/')) || _rule.IsMatch($"/{clean}{query}");
    }
}

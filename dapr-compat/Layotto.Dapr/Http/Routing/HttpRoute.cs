using Microsoft.AspNetCore.Http;

namespace Layotto.Dapr.Http.Routing;

/// <summary>Answers the requests of a route.</summary>
/// <param name="context">The request and its answer.</param>
/// <param name="values">The values of the pattern's parameters, decoded, in its order.</param>
public delegate Task HttpRouteHandler(HttpContext context, string[] values);

/// <summary>A route of Dapr's HTTP API.</summary>
public sealed class HttpRoute
{
    /// <summary>Creates a route.</summary>
    /// <param name="methods">The methods it takes.</param>
    /// <param name="pattern">Its path, beginning with the API's version.</param>
    /// <param name="group">The group it is allowed or denied with.</param>
    /// <param name="name">Its name, in logs and in the table of what is built.</param>
    /// <param name="handler">What answers; null when it isn't built yet.</param>
    public HttpRoute(IReadOnlyList<string> methods, string pattern, ApiGroup group, string name, HttpRouteHandler? handler)
    {
        Methods = methods;
        Pattern = new RoutePattern(pattern);
        Group = group;
        Name = name;
        Handler = handler;
    }

    /// <summary>The methods it takes.</summary>
    public IReadOnlyList<string> Methods { get; }

    /// <summary>Its path.</summary>
    public RoutePattern Pattern { get; }

    /// <summary>The group it is allowed or denied with.</summary>
    public ApiGroup Group { get; }

    /// <summary>Its name, in logs and in the table of what is built.</summary>
    public string Name { get; }

    /// <summary>What answers; null when the route isn't built yet, and then the answer is 501 with a sentence.</summary>
    public HttpRouteHandler? Handler { get; }

    /// <summary>Whether it is about health: such routes can't be denied, need no token, and can be left out of API logs.</summary>
    public bool IsHealthCheck { get; init; }

    /// <summary>Whether it takes a method.</summary>
    public bool Takes(string method)
    {
        foreach (var candidate in Methods)
        {
            if (HttpMethods.Equals(candidate, method))
                return true;
        }

        return false;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{string.Join(", ", Methods)} /{Pattern.Text}";
}

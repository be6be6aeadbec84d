using Layotto.Components.Metadata;
using Layotto.Components.Middleware.Bearer;
using Layotto.Components.Middleware.OAuth2;
using Layotto.Components.Middleware.RateLimiting;
using Layotto.Components.Middleware.Routing;
using Layotto.Components.Middleware.Testing;

namespace Layotto.Components.Middleware;

/// <summary>The middleware of this project.</summary>
public static class MiddlewareComponents
{
    /// <summary>Adds the types to a catalogue.</summary>
    public static ComponentCatalogue Register(ComponentCatalogue catalogue) => catalogue
        .Add(Describe(
            "ratelimit", "Holds each caller to a number of requests a second.", RateLimitMiddleware.Schema, () => new RateLimitMiddleware()))
        .Add(Describe(
            "bearer", "Lets requests through that carry a JSON Web Token of an issuer.", BearerSettings.Schema, () => new BearerMiddleware()))
        .Add(Describe(
            "oauth2", "Sends browsers to an OAuth 2 provider to sign in, and adds the access token to their requests.", OAuth2Settings.Schema, () => new OAuth2Middleware()))
        .Add(Describe(
            "oauth2clientcredentials", "Adds an access token of the gateway's own to requests.", ClientCredentialsSettings.Schema, () => new ClientCredentialsMiddleware()))
        .Add(Describe(
            "routeralias", "Gives routes of the API other paths.", RouterAliasMiddleware.Schema, () => new RouterAliasMiddleware()))
        .Add(Describe(
            "routerchecker", "Lets requests through whose path and query match an expression.", RouterCheckerMiddleware.Schema, () => new RouterCheckerMiddleware()))
        .Add(Describe(
            "uppercase", "Turns bodies into capitals, to try pipelines out.", UppercaseMiddleware.Schema, () => new UppercaseMiddleware()));

    private static ComponentDescriptor Describe(string name, string summary, MetadataSchema schema, Func<IComponent> create)
        => new() { Kind = ComponentKind.HttpMiddleware, Name = name, Summary = summary, Schema = schema, Create = create };
}

namespace Layotto.Components.Middleware.Tests;

public sealed class MiddlewareComponentsTests
{
    [Theory]
    [InlineData("middleware.http.ratelimit")]
    [InlineData("middleware.http.bearer")]
    [InlineData("middleware.http.oauth2")]
    [InlineData("middleware.http.oauth2clientcredentials")]
    [InlineData("middleware.http.routeralias")]
    [InlineData("middleware.http.routerchecker")]
    [InlineData("middleware.http.uppercase")]
    public async Task Types_are_in_the_catalogue_and_make_middleware(string type)
    {
        var catalogue = MiddlewareComponents.Register(new ComponentCatalogue());

        Assert.True(catalogue.TryFind(type, "v1", out var descriptor, out _));
        await using var component = Assert.IsType<HttpMiddleware.IHttpMiddleware>(descriptor.Create(), exactMatch: false);
    }
}

namespace Layotto.Components.Crypto.Tests;

public sealed class CryptoComponentsTests
{
    [Theory]
    [InlineData("crypto.dapr.localstorage", "path")]
    [InlineData("crypto.dapr.jwks", "jwks")]
    public async Task Type_is_in_the_catalogue(string type, string field)
    {
        var catalogue = CryptoComponents.Register(new ComponentCatalogue());

        Assert.True(catalogue.TryFind(type, "v1", out var descriptor, out _));
        await using var component = descriptor.Create();
        Assert.IsType<ICryptoProvider>(component, exactMatch: false);
        Assert.Equal(field, descriptor.Schema.Fields[0].Name);
    }
}

using Layotto.Components.Embedded.Secrets;
using Layotto.Components.Embedded.State;

namespace Layotto.Components.Embedded.Tests;

public sealed class EmbeddedComponentsTests
{
    [Theory]
    [InlineData("state.in-memory", typeof(InMemoryStateStore))]
    [InlineData("secretstores.local.file", typeof(LocalFileSecretStore))]
    [InlineData("secretstores.local.env", typeof(LocalEnvironmentSecretStore))]
    public async Task Type_is_in_the_catalogue(string type, Type expected)
    {
        var catalogue = EmbeddedComponents.Register(new ComponentCatalogue());

        Assert.True(catalogue.TryFind(type, "v1", out var descriptor, out _));
        await using var component = descriptor.Create();
        Assert.IsType(expected, component);
    }
}

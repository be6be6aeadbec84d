using Layotto.Components.Embedded.Bindings.Cron;
using Layotto.Components.Embedded.Bindings.Http;
using Layotto.Components.Embedded.Bindings.LocalStorage;
using Layotto.Components.Embedded.Configuration;
using Layotto.Components.Embedded.Locks;
using Layotto.Components.Embedded.Secrets;
using Layotto.Components.Embedded.State;

namespace Layotto.Components.Embedded.Tests;

public sealed class EmbeddedComponentsTests
{
    [Theory]
    [InlineData("state.in-memory", typeof(InMemoryStateStore))]
    [InlineData("secretstores.local.file", typeof(LocalFileSecretStore))]
    [InlineData("secretstores.local.env", typeof(LocalEnvironmentSecretStore))]
    [InlineData("bindings.cron", typeof(CronBinding))]
    [InlineData("bindings.http", typeof(HttpBinding))]
    [InlineData("bindings.localstorage", typeof(LocalStorageBinding))]
    [InlineData("configuration.local.file", typeof(LocalFileConfigurationStore))]
    [InlineData("configuration.in-memory", typeof(InMemoryConfigurationStore))]
    [InlineData("lock.in-memory", typeof(InMemoryLockStore))]
    public async Task Type_is_in_the_catalogue(string type, Type expected)
    {
        var catalogue = EmbeddedComponents.Register(new ComponentCatalogue());

        Assert.True(catalogue.TryFind(type, "v1", out var descriptor, out _));
        await using var component = descriptor.Create();
        Assert.IsType(expected, component);
    }
}

using Layotto.Components.NameResolution.HostNames;
using Layotto.Testing;
using Layotto.Testing.Doubles;

namespace Layotto.Components.NameResolution.Tests.HostNames;

public sealed class KubernetesNameResolverTests
{
    private readonly FakeHosts _hosts = new();

    [Theory]
    [InlineData("", "", "orders-dapr.shop.svc.cluster.local", 50002)]
    [InlineData("clusterDomain", "example.com", "orders-dapr.shop.svc.example.com", 50002)]
    [InlineData("template", "{{.ID}}-{{ .Namespace }}.mesh:{{.Port}}", "orders-shop.mesh", 50002)]
    [InlineData("template", "{{- .ID -}}.mesh:3500", "orders.mesh", 3500)]
    [InlineData("template", "{{.ID}}.mesh", "orders.mesh", 50002)]
    public async Task Service_of_the_app_is_looked_up(string key, string value, string host, int port)
    {
        _hosts[host] = ["10.1.0.7", "10.1.0.8"];
        await using var resolver = await CreateAsync(key, value);

        var found = await resolver.ResolveAsync(new NameResolutionRequest("orders", "shop", 50002), TestContext.Current.CancellationToken);

        Assert.Equal([$"10.1.0.7:{port}", $"10.1.0.8:{port}"], found);
    }

    [Theory]
    [InlineData("template", "{{.Pod}}.mesh", "{{.Pod}}")]
    [InlineData("template", "{{if .ID}}a{{end}}", "{{if .ID}}")]
    [InlineData("template", "http://{{.ID}}", "host's name")]
    [InlineData("clusterDomain", "a b", "domain's name")]
    public async Task Wrong_setting_is_told(string key, string value, string part)
    {
        var error = await Assert.ThrowsAsync<MetadataException>(() => CreateAsync(key, value));

        Assert.Equal(key, error.Problems[0].Field);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    private async Task<KubernetesNameResolver> CreateAsync(string key, string value)
    {
        var resolver = new KubernetesNameResolver(_hosts.ResolveAsync);
        await resolver.InitializeAsync(
            TestContexts.Create(key.Length == 0 ? [] : [new(key, value)]), TestContext.Current.CancellationToken);
        return resolver;
    }
}

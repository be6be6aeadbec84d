using Layotto.Components.NameResolution.Consul;
using Layotto.Components.NameResolution.Files;
using Layotto.Components.NameResolution.HostNames;
using Layotto.Components.NameResolution.Mdns;

namespace Layotto.Components.NameResolution.Tests;

public sealed class NameResolutionComponentsTests
{
    [Theory]
    [InlineData("nameresolution.mdns", typeof(MdnsNameResolver))]
    [InlineData("nameresolution.kubernetes", typeof(KubernetesNameResolver))]
    [InlineData("nameresolution.consul", typeof(ConsulNameResolver))]
    [InlineData("nameresolution.hashicorp.consul", typeof(ConsulNameResolver))]
    [InlineData("nameresolution.nameformat", typeof(NameFormatResolver))]
    [InlineData("nameresolution.dns", typeof(DnsNameResolver))]
    [InlineData("nameresolution.file", typeof(FileNameResolver))]
    public async Task Type_is_in_the_catalogue(string type, Type expected)
    {
        var catalogue = NameResolutionComponents.Register(new ComponentCatalogue());

        Assert.True(catalogue.TryFind(type, "v1", out var descriptor, out _));
        await using var component = descriptor.Create();
        Assert.IsType(expected, component);
    }
}

using Layotto.Components.NameResolution.HostNames;
using Layotto.Testing;

namespace Layotto.Components.NameResolution.Tests.HostNames;

public sealed class NameFormatResolverTests
{
    [Theory]
    [InlineData("{appid}.internal:50001", "orders.internal:50001")]
    [InlineData("{appid}.internal", "orders.internal:50002")]
    [InlineData("{appid}-{appid}:1", "orders-orders:1")]
    [InlineData(" {appid}.internal ", "orders.internal:50002")]
    public async Task App_id_goes_into_the_format(string format, string address)
    {
        await using var resolver = await CreateAsync(format);

        Assert.Equal([address], await ResolveAsync(resolver, "orders"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("orders.internal")]
    [InlineData("{AppId}.internal")]
    [InlineData("{appid}.{namespace}")]
    [InlineData("{appid}:port")]
    [InlineData("{appid}:70000")]
    [InlineData("http://{appid}")]
    public async Task Wrong_format_is_told(string format)
    {
        var error = await Assert.ThrowsAsync<MetadataException>(() => CreateAsync(format));

        Assert.Equal("format", error.Problems[0].Field);
        Assert.Contains("\"format\"", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a:1")]
    [InlineData("a/b")]
    [InlineData("a@b")]
    public async Task App_id_that_is_no_name_is_refused(string appId)
    {
        await using var resolver = await CreateAsync("{appid}.internal");

        await Assert.ThrowsAsync<ComponentException>(() => ResolveAsync(resolver, appId));
    }

    private static Task<IReadOnlyList<string>> ResolveAsync(NameFormatResolver resolver, string appId)
        => resolver.ResolveAsync(new NameResolutionRequest(appId, "", 50002), TestContext.Current.CancellationToken).AsTask();

    private static async Task<NameFormatResolver> CreateAsync(string format)
    {
        var resolver = new NameFormatResolver();
        await resolver.InitializeAsync(TestContexts.Create([new("format", format)]), TestContext.Current.CancellationToken);
        return resolver;
    }
}

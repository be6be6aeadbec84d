using System.Net.Sockets;
using Layotto.Components.NameResolution.HostNames;
using Layotto.Testing;
using Layotto.Testing.Doubles;

namespace Layotto.Components.NameResolution.Tests.HostNames;

public sealed class DnsNameResolverTests
{
    private readonly FakeHosts _hosts = new();
    private readonly FakeTimeProvider _clock = new();

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_address_of_the_name_is_a_sidecar()
    {
        _hosts["orders.shop.internal"] = ["192.0.2.7", "192.0.2.8"];
        await using var resolver = await CreateAsync(("template", "{appid}.{namespace}.internal"));

        Assert.Equal(["192.0.2.7:50002", "192.0.2.8:50002"], await ResolveAsync(resolver, "orders", "shop"));
    }

    [Fact]
    public async Task Port_of_the_template_goes_before_that_of_the_settings_and_that_before_the_asked_one()
    {
        _hosts["orders"] = ["192.0.2.7"];
        await using var asked = await CreateAsync();
        await using var set = await CreateAsync(("port", "3501"));
        await using var written = await CreateAsync(("port", "3501"), ("template", "{appid}:3502"));

        Assert.Equal(["192.0.2.7:50002"], await ResolveAsync(asked, "orders"));
        Assert.Equal(["192.0.2.7:3501"], await ResolveAsync(set, "orders"));
        Assert.Equal(["192.0.2.7:3502"], await ResolveAsync(written, "orders"));
    }

    [Fact]
    public async Task Host_with_both_families_counts_once_by_the_one_that_the_system_prefers()
    {
        _hosts["orders"] = ["fd00::7", "192.0.2.7", "fd00::8"];
        await using var any = await CreateAsync();
        await using var only4 = await CreateAsync(("addressFamily", "ipv4"));
        await using var only6 = await CreateAsync(("addressFamily", "IPv6"));

        Assert.Equal(["[fd00::7]:50002", "[fd00::8]:50002"], await ResolveAsync(any, "orders"));
        Assert.Equal(["192.0.2.7:50002"], await ResolveAsync(only4, "orders"));
        Assert.Equal(["[fd00::7]:50002", "[fd00::8]:50002"], await ResolveAsync(only6, "orders"));
        Assert.Equal(
            [AddressFamily.Unspecified, AddressFamily.InterNetwork, AddressFamily.InterNetworkV6], _hosts.Asked.Select(asked => asked.Family));
    }

    [Fact]
    public async Task Answer_is_kept_for_its_time()
    {
        _hosts["orders"] = ["192.0.2.7"];
        await using var resolver = await CreateAsync(("cacheTTL", "10s"));
        await ResolveAsync(resolver, "orders");
        _hosts["orders"] = ["192.0.2.8"];

        _clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(["192.0.2.7:50002"], await ResolveAsync(resolver, "orders"));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["192.0.2.8:50002"], await ResolveAsync(resolver, "orders"));
        Assert.Equal(2, _hosts.Asked.Count);
    }

    [Fact]
    public async Task Old_answer_serves_while_the_system_has_none_but_not_when_the_host_is_gone()
    {
        _hosts["orders"] = ["192.0.2.7"];
        await using var resolver = await CreateAsync(("cacheTTL", "10s"));
        await ResolveAsync(resolver, "orders");
        _clock.Advance(TimeSpan.FromSeconds(20));

        _hosts.Error = SocketError.TryAgain;
        Assert.Equal(["192.0.2.7:50002"], await ResolveAsync(resolver, "orders"));

        _hosts.Error = SocketError.HostNotFound;
        var gone = await Assert.ThrowsAsync<ComponentException>(() => ResolveAsync(resolver, "orders"));
        Assert.Contains("isn't known", gone.Message, StringComparison.Ordinal);

        _hosts.Error = SocketError.TryAgain;
        var unanswered = await Assert.ThrowsAsync<ComponentException>(() => ResolveAsync(resolver, "orders"));
        Assert.Contains("couldn't be looked up", unanswered.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task System_that_doesn_t_answer_isn_t_waited_for_long()
    {
        var never = new TaskCompletionSource<System.Net.IPAddress[]>();
        await using var resolver = new DnsNameResolver((_, _, _) => never.Task);
        await resolver.InitializeAsync(TestContexts.Create([], _clock), CancellationToken);
        var search = ResolveAsync(resolver, "orders");

        _clock.Advance(TimeSpan.FromSeconds(5));

        var error = await Assert.ThrowsAsync<ComponentException>(() => search.WaitAsync(TimeSpan.FromSeconds(30), CancellationToken));
        Assert.Contains("no answer within 5 seconds", error.Message, StringComparison.Ordinal);
        never.SetResult([]);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("evil.example:80")]
    [InlineData("a b")]
    [InlineData("fd00::1")]
    public async Task App_id_that_would_make_another_address_is_refused(string appId)
    {
        await using var resolver = await CreateAsync();

        var error = await Assert.ThrowsAsync<ComponentException>(() => ResolveAsync(resolver, appId));

        Assert.Contains("host's name", error.Message, StringComparison.Ordinal);
        Assert.Empty(_hosts.Asked);
    }

    [Theory]
    [InlineData("template", "orders.internal", "{appid}")]
    [InlineData("template", "{appid}.{zone}", "{zone}")]
    [InlineData("template", "https://{appid}", "host's name or address")]
    [InlineData("port", "70000", "65535")]
    [InlineData("addressFamily", "ipx", "any, ipv4, ipv6")]
    public async Task Wrong_setting_is_told(string key, string value, string part)
    {
        var error = await Assert.ThrowsAsync<MetadataException>(() => CreateAsync((key, value)));

        Assert.Equal(key, error.Problems[0].Field);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task System_s_resolver_knows_localhost()
    {
        await using var resolver = new DnsNameResolver();
        await resolver.InitializeAsync(TestContexts.Create([new("addressFamily", "ipv4")]), CancellationToken);

        Assert.Equal(["127.0.0.1:50002"], await ResolveAsync(resolver, "localhost"));
    }

    private static Task<IReadOnlyList<string>> ResolveAsync(DnsNameResolver resolver, string appId, string space = "")
        => resolver.ResolveAsync(new NameResolutionRequest(appId, space, 50002), CancellationToken).AsTask();

    private async Task<DnsNameResolver> CreateAsync(params (string Key, string Value)[] settings)
    {
        var resolver = new DnsNameResolver(_hosts.ResolveAsync);
        await resolver.InitializeAsync(
            TestContexts.Create(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)), _clock), CancellationToken);
        return resolver;
    }
}

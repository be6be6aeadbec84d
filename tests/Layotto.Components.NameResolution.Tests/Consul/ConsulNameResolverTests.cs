using System.Net;
using System.Net.Sockets;
using Layotto.Components.NameResolution.Consul;
using Layotto.Conformance;
using Layotto.Conformance.NameResolution;
using Layotto.Testing;
using Layotto.Testing.Doubles;
using Microsoft.Extensions.Logging;

namespace Layotto.Components.NameResolution.Tests.Consul;

public sealed class ConsulNameResolverTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private static readonly HashSet<string> Abilities =
        [NameResolverAbilities.Registers, NameResolverAbilities.Deregisters, NameResolverAbilities.KnowsApps];

    private readonly RecordingLogger _logger = new();
    private FakeConsul _consul = null!;

    public static TheoryData<string, bool> Cases
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (var one in NameResolverConformance.Suite.Cases)
            {
                data.Add(one.Name, false);
                data.Add(one.Name, true);
            }

            return data;
        }
    }

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _consul = await FakeConsul.StartAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _consul.DisposeAsync();

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Conforms(string name, bool usesCache)
    {
        var subject = new NameResolverSubject
        {
            Abilities = Abilities,
            CreateAsync = async _ => await CreateAsync(
                ("selfRegister", "true"), ("selfDeregister", "true"), ("useCache", usesCache ? "true" : "false")),
        };

        var one = NameResolverConformance.Suite[name];
        var result = await one.RunAsync(subject, CancellationToken);

        var applies = one.Needs.All(Abilities.Contains) && !one.Lacks.Any(Abilities.Contains);
        Assert.True(result.Outcome == (applies ? ConformanceOutcome.Passed : ConformanceOutcome.NotApplicable), result.Reason);
    }

    [Fact]
    public async Task Registration_has_Daprs_form()
    {
        await using var resolver = await CreateAsync(("selfRegister", "true"), ("tags", """["a","b"]"""), ("meta", """{"zone":"eu","level":3}"""));
        await resolver.RegisterAsync(Registration(), CancellationToken);

        var service = _consul.Find("orders-192.0.2.7-3500")!;
        Assert.Equal(
            """{"ID":"orders-192.0.2.7-3500","Name":"orders","Address":"192.0.2.7","Checks":[{"Name":"Dapr Health Status","CheckID":"daprHealth:orders-192.0.2.7-3500","Interval":"15s","HTTP":"http://192.0.2.7:3500/v1.0/healthz?appid=orders"}],"Tags":["a","b"],"Meta":{"zone":"eu","level":"3","DAPR_PORT":"50002"},"Port":8080}""",
            service.ToJsonString());
    }

    [Fact]
    public async Task Registration_without_an_HTTP_port_is_checked_by_its_other_port()
    {
        await using var resolver = await CreateAsync(("selfRegister", "true"));
        await resolver.RegisterAsync(Registration() with { HttpPort = 0, AppPort = 0, HostAddress = "fd00::7" }, CancellationToken);

        var service = _consul.Find("orders-fd00::7-50002")!;
        Assert.Equal("[fd00::7]:50002", $"{service["Checks"]![0]!["TCP"]}");
        Assert.False(service.ContainsKey("Port"));
    }

    [Fact]
    public async Task Own_checks_and_port_key_are_taken()
    {
        await using var resolver = await CreateAsync(
            ("selfRegister", "true"), ("checks", """[{"name":"mine","tcp":"localhost:1","interval":"5s"}]"""), ("daprPortMetaKey", "SIDECAR"));
        await resolver.RegisterAsync(Registration(), CancellationToken);

        var service = _consul.Find("orders-192.0.2.7-3500")!;
        Assert.Equal("""[{"name":"mine","tcp":"localhost:1","interval":"5s"}]""", service["Checks"]!.ToJsonString());
        Assert.Equal("""{"SIDECAR":"50002"}""", service["Meta"]!.ToJsonString());
        Assert.Equal(["192.0.2.7:50002"], await ResolveAsync(resolver, "orders"));
    }

    [Fact]
    public async Task Advanced_registration_goes_as_it_is_with_the_port_added()
    {
        await using (var resolver = await CreateAsync(
            ("advancedRegistration", """{"id":"mine","name":"orders","address":"192.0.2.8","meta":{"a":"b"},"weights":{"passing":2}}"""),
            ("selfDeregister", "true")))
        {
            await resolver.RegisterAsync(Registration(), CancellationToken);

            Assert.Equal(
                """{"id":"mine","name":"orders","address":"192.0.2.8","meta":{"a":"b","DAPR_PORT":"50002"},"weights":{"passing":2}}""",
                _consul.Find("mine")!.ToJsonString());
        }

        Assert.Null(_consul.Find("mine"));
    }

    [Fact]
    public async Task Without_being_told_it_neither_registers_nor_deregisters()
    {
        await using (var resolver = await CreateAsync())
            await resolver.RegisterAsync(Registration(), CancellationToken);
        await using (var resolver = await CreateAsync(("selfRegister", "true")))
            await resolver.RegisterAsync(Registration(), CancellationToken);

        Assert.Equal(["/v1/agent/self", "/v1/agent/service/register"], _consul.Requests.Select(request => request.PathAndQuery));
        Assert.NotNull(_consul.Find("orders-192.0.2.7-3500"));
    }

    [Fact]
    public async Task Service_without_an_address_is_at_its_node()
    {
        _consul.Put("one", "orders", "", "50002");
        await using var resolver = await CreateAsync();

        Assert.Equal(["192.0.2.99:50002"], await ResolveAsync(resolver, "orders"));
    }

    [Fact]
    public async Task Service_without_the_port_is_told_from_no_service()
    {
        _consul.Put("one", "orders", "192.0.2.7", "");
        await using var resolver = await CreateAsync();

        var portless = await Assert.ThrowsAsync<ComponentException>(() => ResolveAsync(resolver, "orders"));
        var unknown = await Assert.ThrowsAsync<ComponentException>(() => ResolveAsync(resolver, "billing"));

        Assert.Contains("DAPR_PORT", portless.Message, StringComparison.Ordinal);
        Assert.Contains("no healthy service of the name billing", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_token_and_user_go_along()
    {
        _consul.Put("one", "orders", "192.0.2.7", "50002");
        await using var resolver = await CreateAsync(
            ("client", $$$"""{"address":"{{{_consul.Url.Authority}}}","Scheme":"http","datacenter":"dc1","token":"secret","httpAuth":{"username":"u","password":"p"}}"""),
            ("queryOptions", """{"useCache":true,"near":"_agent","filter":"a == \"b\"","nodeMeta":{"k":"v"},"allowStale":true,"maxAge":"10s","staleIfError":5000000000}"""));

        await ResolveAsync(resolver, "orders");

        var request = _consul.Requests.Last();
        Assert.Equal(
            "/v1/health/service/orders?passing=1&dc=dc1&near=_agent&filter=a%20%3D%3D%20%22b%22&node-meta=k%3Av&stale&cached",
            request.PathAndQuery);
        Assert.Equal(("secret", "Basic dTpw", "max-age=10, stale-if-error=5"), (request.Token, request.Authorization, request.CacheControl));
    }

    [Fact]
    public async Task Token_of_the_query_goes_before_that_of_the_client()
    {
        using var folder = new TemporaryFolder();
        _consul.Put("one", "orders", "192.0.2.7", "50002");
        await using var resolver = await CreateAsync(
            ("client", $$"""{"address":"{{_consul.Url}}","tokenFile":"{{folder.Write("token", "from the file\n")}}"}"""),
            ("queryOptions", """{"token":"of the query"}"""));

        await ResolveAsync(resolver, "orders");

        Assert.Equal(["from the file", "of the query"], _consul.Requests.Select(request => request.Token));
    }

    [Fact]
    public async Task Environment_says_what_the_settings_don_t()
    {
        Dictionary<string, string> environment = new()
        {
            ["CONSUL_HTTP_ADDR"] = _consul.Url.Authority,
            ["CONSUL_HTTP_TOKEN"] = "from outside",
        };
        await using var resolver = new ConsulNameResolver(environment.GetValueOrDefault);
        await resolver.InitializeAsync(TestContexts.Create([], logger: _logger), CancellationToken);

        Assert.Equal("from outside", Assert.Single(_consul.Requests).Token);
    }

    [Fact]
    public async Task Followed_app_isn_t_asked_for_again_until_it_changes()
    {
        _consul.Put("one", "orders", "192.0.2.7", "50002");
        await using var resolver = await CreateAsync(("useCache", "true"));
        await ResolveAsync(resolver, "orders");
        Assert.True(await _consul.Waiting.WaitAsync(Deadline, CancellationToken));
        var count = _consul.Requests.Count;

        for (var turn = 0; turn < 10; turn++)
            Assert.Equal(["192.0.2.7:50002"], await ResolveAsync(resolver, "orders"));
        Assert.Equal(count, _consul.Requests.Count);

        _consul.Put("two", "orders", "192.0.2.8", "50003");
        Assert.True(await _consul.Waiting.WaitAsync(Deadline, CancellationToken));
        Assert.Equal(["192.0.2.7:50002", "192.0.2.8:50003"], await ResolveAsync(resolver, "orders"));
    }

    [Fact]
    public async Task App_that_can_t_be_followed_is_asked_for_at_each_call()
    {
        var clock = new FakeTimeProvider();
        _consul.Put("one", "orders", "192.0.2.7", "50002");
        await using var resolver = await CreateAsync(clock, ("useCache", "true"));
        await ResolveAsync(resolver, "orders");
        Assert.True(await _consul.Waiting.WaitAsync(Deadline, CancellationToken));
        _consul.Body = "no list";
        _consul.Put("two", "orders", "192.0.2.8", "50003");
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(CancellationToken);
        deadline.CancelAfter(Deadline);
        while (!_logger.Entries.Any(entry => entry.Message.Contains("can't be followed", StringComparison.Ordinal)))
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        _consul.Body = null;
        Assert.Equal(["192.0.2.7:50002", "192.0.2.8:50003"], await ResolveAsync(resolver, "orders"));
    }

    [Fact]
    public async Task Agent_that_refuses_is_told_without_the_token()
    {
        await using var resolver = await CreateAsync(("client", $$"""{"address":"{{_consul.Url}}","token":"secret"}"""));
        _consul.Status = 403;

        var error = await Assert.ThrowsAsync<ComponentException>(() => ResolveAsync(resolver, "orders"));

        Assert.Contains("403", error.Message, StringComparison.Ordinal);
        Assert.Contains("rejected", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ComponentException>(() => resolver.PingAsync(CancellationToken).AsTask());
    }

    [Theory]
    [InlineData("no JSON")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""[{"Service":5}]""")]
    public async Task Answer_that_isn_t_Consul_s_is_told(string body)
    {
        await using var resolver = await CreateAsync();
        _consul.Body = body;

        var error = await Assert.ThrowsAsync<ComponentException>(() => ResolveAsync(resolver, "orders"));

        Assert.Contains("something else", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Agent_that_isn_t_there_is_told_at_the_start()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        var error = await Assert.ThrowsAsync<ComponentException>(
            () => CreateAsync(("client", $$"""{"address":"{{taken.LocalEndPoint}}"}""")));

        Assert.Contains("can't be reached", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Registration_that_can_t_be_taken_back_is_logged()
    {
        var resolver = await CreateAsync(("selfRegister", "true"), ("selfDeregister", "true"));
        await resolver.RegisterAsync(Registration(), CancellationToken);
        _consul.Status = 500;

        await resolver.DisposeAsync();

        Assert.Contains(_logger.Entries, entry => entry.Level == LogLevel.Warning && entry.Message.Contains("taken back", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("client", "nonsense", "a mapping or a list")]
    [InlineData("client", "[]", "client")]
    [InlineData("client", """{"address":"ftp://x"}""", "client.address")]
    [InlineData("client", """{"waitTime":"soon"}""", "client.waitTime")]
    [InlineData("client", """{"tokenFile":"/does/not/exist"}""", "client.tokenFile")]
    [InlineData("client", """{"tlsConfig":{"caFile":"/does/not/exist"}}""", "client.tlsConfig.caFile")]
    [InlineData("tags", "{}", "a list")]
    [InlineData("tags", """[["a"]]""", "a text")]
    [InlineData("meta", """{"a":["b"]}""", "meta.a")]
    [InlineData("checks", "{}", "a list")]
    [InlineData("queryOptions", """{"allowStale":[]}""", "queryOptions.allowStale")]
    [InlineData("advancedRegistration", "[]", "a mapping")]
    public async Task Wrong_setting_is_told(string key, string value, string part)
    {
        var error = await Assert.ThrowsAsync<MetadataException>(() => CreateAsync((key, value)));

        Assert.Equal(key, error.Problems[0].Field);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    private static SidecarRegistration Registration()
        => new() { AppId = "orders", HostAddress = "192.0.2.7", InternalPort = 50002, HttpPort = 3500, AppPort = 8080 };

    private static Task<IReadOnlyList<string>> ResolveAsync(ConsulNameResolver resolver, string appId)
        => resolver.ResolveAsync(new NameResolutionRequest(appId, "", 50002), CancellationToken).AsTask().WaitAsync(Deadline, CancellationToken);

    private Task<ConsulNameResolver> CreateAsync(params (string Key, string Value)[] settings) => CreateAsync(TimeProvider.System, settings);

    private async Task<ConsulNameResolver> CreateAsync(TimeProvider clock, params (string Key, string Value)[] settings)
    {
        var metadata = settings.ToDictionary(setting => setting.Key, setting => setting.Value);
        metadata.TryAdd("client", $$"""{"address":"{{_consul.Url}}"}""");
        var resolver = new ConsulNameResolver(_ => null);
        try
        {
            await resolver.InitializeAsync(TestContexts.Create(metadata, clock, _logger), CancellationToken);
            return resolver;
        }
        catch
        {
            await resolver.DisposeAsync();
            throw;
        }
    }
}

using System.Net;
using Layotto.Components.NameResolution.Mdns;
using Layotto.Components.NameResolution.Mdns.Packets;
using Layotto.Testing;
using Microsoft.Extensions.Logging;

namespace Layotto.Components.NameResolution.Tests.Mdns;

public sealed class MdnsNameResolverTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly MdnsMedium _medium = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly RecordingLogger _logger = new();

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Announcement_has_Daprs_form_and_is_made_twice()
    {
        await using var sidecar = await CreateAsync("orders", "192.0.2.7", 50002);
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(2, _medium.Sent.Count);
        var message = Read(_medium.Sent[0]);
        var instance = $"{Environment.MachineName}:{Environment.ProcessId}.orders.local";
        Assert.True(message.IsResponse);
        Assert.Contains(message.Answers, record => record is { Type: DnsRecordType.Ptr, Name: "orders.local", TimeToLive: 3200 } && record.Target == instance);
        Assert.Contains(message.Answers, record => record is { Type: DnsRecordType.Txt, Texts: ["orders"] } && record.Name == instance);
        var service = Assert.Single(message.Answers, record => record.Type == DnsRecordType.Srv);
        Assert.Equal((instance, 50002, $"{Environment.MachineName}.local"), (service.Name, service.Port, service.Target));
        Assert.Contains(message.Answers, record => record.Type == DnsRecordType.A && record.Name == service.Target
            && record.Address.Equals(IPAddress.Parse("192.0.2.7")) && !record.IsUnique);
    }

    [Fact]
    public async Task Query_of_Daprs_form_is_answered_with_all_that_Dapr_wants_in_one_message()
    {
        await using var sidecar = await CreateAsync("orders", "192.0.2.7", 50002);
        _medium.Sent.Clear();

        _medium.Inject(Query("orders.local"));

        var answer = Read(Assert.Single(_medium.Sent));
        Assert.Equal([DnsRecordType.Ptr], answer.Answers.Select(record => record.Type));
        Assert.Equal([DnsRecordType.Srv, DnsRecordType.Txt, DnsRecordType.A], answer.Additional.Select(record => record.Type));
        Assert.Empty(answer.Questions);
    }

    [Theory]
    [InlineData("ORDERS.LOCAL", 1)]
    [InlineData("_services._dns-sd._udp.local", 1)]
    [InlineData("order.local", 0)]
    [InlineData("orders", 0)]
    public async Task Names_have_no_case_on_the_network(string name, int answers)
    {
        await using var sidecar = await CreateAsync("orders", "192.0.2.7", 50002);
        _medium.Sent.Clear();

        _medium.Inject(Query(name));

        Assert.Equal(answers, _medium.Sent.Count);
    }

    [Fact]
    public async Task Query_from_another_port_is_answered_to_its_sender_alone()
    {
        await using var sidecar = await CreateAsync("orders", "192.0.2.7", 50002);
        _medium.Sent.Clear();
        var query = new MdnsMessage { Id = 77, Questions = [new MdnsQuestion("orders.local", DnsRecordType.Ptr, WantsUnicast: true)] };

        _medium.Inject(query.Write(), MdnsMedium.Origin(40000));

        var (destination, packet) = Assert.Single(_medium.SentToOne);
        Assert.Equal(40000, destination.Port);
        var answer = Read(packet);
        Assert.Equal(77, answer.Id);
        Assert.Equal("orders.local", Assert.Single(answer.Questions).Name);
        Assert.Empty(_medium.Sent);
    }

    [Fact]
    public async Task Answer_that_the_asker_knows_isn_t_given()
    {
        await using var sidecar = await CreateAsync("orders", "192.0.2.7", 50002);
        _medium.Inject(Query("orders.local"));
        var known = Read(_medium.Sent[^1]).Answers[0];
        _medium.Sent.Clear();

        _medium.Inject((new MdnsMessage { Questions = [new MdnsQuestion("orders.local", DnsRecordType.Ptr)], Answers = [known] }).Write());

        Assert.Empty(_medium.Sent);
    }

    [Fact]
    public async Task Flood_of_queries_makes_no_flood_of_answers()
    {
        await using var sidecar = await CreateAsync("orders", "192.0.2.7", 50002);
        _medium.Sent.Clear();

        for (var count = 0; count < 1000; count++)
            _medium.Inject(Query("orders.local"));
        Assert.Equal(MdnsResponder.MaxAnswersPerSecond, _medium.Sent.Count);

        _clock.Advance(TimeSpan.FromSeconds(1));
        _medium.Sent.Clear();
        _medium.Inject(Query("orders.local"));
        Assert.Single(_medium.Sent);
    }

    [Fact]
    public async Task Goodbye_removes_the_sidecar_at_once()
    {
        await using var caller = await CreateAsync();
        var one = await CreateAsync("orders", "192.0.2.7", 50002);
        await using var two = await CreateAsync("orders", "192.0.2.8", 50003);
        await ResolveAsync(caller, "orders");
        Assert.Equal(["192.0.2.7:50002", "192.0.2.8:50003"], (await ResolveAsync(caller, "orders")).Order(StringComparer.Ordinal));

        await one.DisposeAsync();

        Assert.Equal(["192.0.2.8:50003"], await ResolveAsync(caller, "orders"));
    }

    [Fact]
    public async Task Goodbye_of_a_name_alone_removes_all_of_the_name()
    {
        await using var caller = await CreateAsync();
        await using var one = await CreateAsync("orders", "192.0.2.7", 50002);
        await ResolveAsync(caller, "orders");
        var pointer = Read(_medium.Sent[0]).Answers.First(record => record.Type == DnsRecordType.Ptr && record.Name == "orders.local");
        await one.DisposeAsync();
        _medium.Inject(new MdnsMessage { IsResponse = true, Answers = [pointer with { TimeToLive = 0 }] }.Write());

        await ExpectNothingAsync(caller, "orders");
    }

    [Fact]
    public async Task Addresses_end_a_minute_after_they_were_heard_of_and_are_asked_for_before()
    {
        await using var caller = await CreateAsync();
        _medium.Inject(ResponseOf("orders", "192.0.2.7", 50002));
        var search = ResolveAsync(caller, "orders");
        _medium.Inject(ResponseOf("orders", "192.0.2.7", 50002));
        Assert.Equal(["192.0.2.7:50002"], await search);
        _medium.Sent.Clear();

        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("orders.local", Read(Assert.Single(_medium.Sent)).Questions[0].Name);
        Assert.Equal(["192.0.2.7:50002"], await ResolveAsync(caller, "orders"));

        _clock.Advance(TimeSpan.FromSeconds(30));
        await ExpectNothingAsync(caller, "orders");
    }

    [Fact]
    public async Task Answer_to_the_refresh_lets_the_address_hold_on()
    {
        await using var caller = await CreateAsync();
        await using var callee = await CreateAsync("orders", "192.0.2.7", 50002);
        await ResolveAsync(caller, "orders");

        for (var turn = 0; turn < 10; turn++)
            _clock.Advance(TimeSpan.FromSeconds(30));

        _medium.Sent.Clear();
        Assert.Equal(["192.0.2.7:50002"], await ResolveAsync(caller, "orders"));
        Assert.Empty(_medium.Sent);
    }

    [Fact]
    public async Task Search_asks_twice_ends_after_a_second_and_is_shared()
    {
        await using var caller = await CreateAsync();

        var searches = Enumerable.Range(0, 10).Select(_ => ResolveAsync(caller, "nobody")).ToList();
        _clock.Advance(TimeSpan.FromMilliseconds(900));
        Assert.Equal(2, _medium.Sent.Count);
        Assert.All(searches, search => Assert.False(search.IsCompleted));
        _clock.Advance(TimeSpan.FromMilliseconds(100));

        foreach (var search in searches)
        {
            var error = await Assert.ThrowsAsync<ComponentException>(() => search.WaitAsync(Deadline, CancellationToken));
            Assert.Contains("nobody", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Searches_are_bounded()
    {
        await using var caller = await CreateAsync();
        var searches = Enumerable.Range(0, MdnsNameResolver.MaxBrowses).Select(number => ResolveAsync(caller, $"nobody{number}")).ToList();

        var error = await Assert.ThrowsAsync<ComponentException>(() => ResolveAsync(caller, "onemore"));

        Assert.Contains("try again later", error.Message, StringComparison.Ordinal);
        _clock.Advance(TimeSpan.FromSeconds(1));
        foreach (var search in searches)
            await Assert.ThrowsAsync<ComponentException>(() => search.WaitAsync(Deadline, CancellationToken));
    }

    [Fact]
    public async Task IPv6_counts_where_there_is_no_IPv4_and_first_for_a_sidecar_of_IPv6()
    {
        await using var caller4 = await CreateAsync("caller", "192.0.2.1", 50001);
        await using var caller6 = await CreateAsync("caller", "fd00::1", 50001);
        await using var both = await CreateAsync();
        var packet = ResponseOf("orders", "192.0.2.7", 50002, "fd00::7");
        var search4 = ResolveAsync(caller4, "orders");
        var search6 = ResolveAsync(caller6, "orders");
        _medium.Inject(packet);

        Assert.Equal(["192.0.2.7:50002"], await search4);
        Assert.Equal(["[fd00::7]:50002"], await search6);

        var only6 = ResolveAsync(caller4, "billing");
        _medium.Inject(ResponseOf("billing", null, 50003, "fe80::7"));
        Assert.Equal(["[fe80::7%4]:50003"], await only6);
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("224.0.0.251")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("ff02::fb")]
    public async Task Address_of_no_host_is_passed_over(string address)
    {
        await using var caller = await CreateAsync();
        var search = ResolveAsync(caller, "orders");

        var isV6 = address.Contains(':', StringComparison.Ordinal);
        _medium.Inject(ResponseOf("orders", isV6 ? null : address, 50002, isV6 ? address : null));

        Assert.False(search.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<ComponentException>(() => search.WaitAsync(Deadline, CancellationToken));
    }

    [Fact]
    public async Task Sidecars_of_an_app_are_bounded()
    {
        await using var caller = await CreateAsync();
        var search = ResolveAsync(caller, "orders");

        for (var port = 1; port <= 2 * MdnsApp.MaxEntries; port++)
            _medium.Inject(ResponseOf("orders", "192.0.2.7", port));

        await search;
        Assert.Equal(MdnsApp.MaxEntries, (await ResolveAsync(caller, "orders")).Count);
    }

    [Fact]
    public async Task Without_a_network_there_is_one_line_in_the_log_and_it_goes_on_once_there_is_one()
    {
        var port = _medium.Connect("No network interface of this machine is up and takes multicast.");
        await using var sidecar = new MdnsNameResolver(port);
        await sidecar.InitializeAsync(TestContexts.Create([], _clock, _logger), CancellationToken);
        await sidecar.RegisterAsync(Registration("orders", "192.0.2.7", 50002), CancellationToken);
        var line = Assert.Single(_logger.Entries);
        Assert.Equal(LogLevel.Warning, line.Level);
        Assert.Contains("No network interface", line.Message, StringComparison.Ordinal);
        var error = await Assert.ThrowsAsync<ComponentException>(() => ResolveAsync(sidecar, "orders"));
        Assert.Contains("No network interface", error.Message, StringComparison.Ordinal);
        Assert.Empty(_medium.Sent);

        port.Trouble = null;
        _clock.Advance(TimeSpan.FromSeconds(30));

        Assert.True(Read(_medium.Sent[0]).IsResponse);
        Assert.Equal(["192.0.2.7:50002"], await ResolveAsync(sidecar, "orders"));
    }

    [Fact]
    public async Task New_network_is_told_of_the_sidecar()
    {
        var port = _medium.Connect();
        await using var sidecar = await CreateAsync("orders", "192.0.2.7", 50002, port);
        _clock.Advance(TimeSpan.FromSeconds(30));
        _medium.Sent.Clear();

        port.HasNewInterface = true;
        _clock.Advance(TimeSpan.FromSeconds(30));

        Assert.True(Read(Assert.Single(_medium.Sent)).IsResponse);
    }

    [Theory]
    [InlineData("host.example")]
    [InlineData("")]
    public async Task Host_without_an_address_is_refused(string host)
    {
        await using var sidecar = await CreateAsync();

        var error = await Assert.ThrowsAsync<ComponentException>(
            () => sidecar.RegisterAsync(Registration("orders", host, 50002), CancellationToken).AsTask());

        Assert.Contains("DAPR_HOST_IP", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a..b")]
    [InlineData("a\\b")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123")]
    public async Task App_id_that_is_no_name_is_refused(string appId)
    {
        await using var sidecar = await CreateAsync();

        await Assert.ThrowsAsync<ComponentException>(() => sidecar.RegisterAsync(Registration(appId, "192.0.2.7", 50002), CancellationToken).AsTask());
        await Assert.ThrowsAsync<ComponentException>(() => ResolveAsync(sidecar, appId));
    }

    [Fact]
    public async Task Disposal_ends_searches()
    {
        var caller = await CreateAsync();
        var search = ResolveAsync(caller, "nobody");

        await caller.DisposeAsync();

        await Assert.ThrowsAsync<ComponentException>(() => search.WaitAsync(Deadline, CancellationToken));
        Assert.Equal(0, _clock.TimerCount);
    }

    private static MdnsMessage Read(byte[] packet)
    {
        Assert.True(MdnsMessage.TryRead(packet, out var message));
        return message;
    }

    private static byte[] Query(string name) => new MdnsMessage { Questions = [new MdnsQuestion(name, DnsRecordType.Ptr)] }.Write();

    private static byte[] ResponseOf(string appId, string? address4, int port, string? address6 = null)
    {
        var instance = $"elsewhere:1.{appId}.local";
        var records = new List<MdnsRecord>
        {
            new() { Name = $"{appId}.local", Type = DnsRecordType.Ptr, TimeToLive = 3200, Target = instance },
            new() { Name = instance, Type = DnsRecordType.Srv, TimeToLive = 3200, Port = port, Target = "elsewhere.local" },
            new() { Name = instance, Type = DnsRecordType.Txt, TimeToLive = 3200, Texts = [appId] },
        };
        if (address4 is not null)
            records.Add(new() { Name = "elsewhere.local", Type = DnsRecordType.A, TimeToLive = 120, Address = IPAddress.Parse(address4) });
        if (address6 is not null)
            records.Add(new() { Name = "elsewhere.local", Type = DnsRecordType.Aaaa, TimeToLive = 120, Address = IPAddress.Parse(address6) });
        return new MdnsMessage { IsResponse = true, Answers = records }.Write();
    }

    private static SidecarRegistration Registration(string appId, string address, int port)
        => new() { AppId = appId, HostAddress = address, InternalPort = port };

    private static Task<IReadOnlyList<string>> ResolveAsync(MdnsNameResolver resolver, string appId)
        => resolver.ResolveAsync(new NameResolutionRequest(appId, "", 50002), CancellationToken).AsTask();

    private async Task ExpectNothingAsync(MdnsNameResolver resolver, string appId)
    {
        var search = ResolveAsync(resolver, appId);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<ComponentException>(() => search.WaitAsync(Deadline, CancellationToken));
    }

    private async Task<MdnsNameResolver> CreateAsync(string? appId = null, string address = "", int port = 0, MdnsMedium.Port? network = null)
    {
        var resolver = new MdnsNameResolver(network ?? _medium.Connect());
        await resolver.InitializeAsync(TestContexts.Create([], _clock, _logger), CancellationToken);
        if (appId is not null)
            await resolver.RegisterAsync(Registration(appId, address, port), CancellationToken);
        return resolver;
    }
}

using Layotto.Components.NameResolution;
using Layotto.Components.Sqlite.NameResolution;
using Layotto.Conformance;
using Layotto.Conformance.NameResolution;
using Layotto.Testing;
using Microsoft.Extensions.Logging;

namespace Layotto.Components.Sqlite.Tests.NameResolution;

public sealed class SqliteNameResolverTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private static readonly HashSet<string> Abilities =
        [NameResolverAbilities.Registers, NameResolverAbilities.Deregisters, NameResolverAbilities.KnowsApps];

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly RecordingLogger _logger = new();

    public static TheoryData<string> Cases => [.. NameResolverConformance.Suite.Cases.Select(one => one.Name)];

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    private string Path => _folder.File("hosts.db");

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Conforms(string name)
    {
        var subject = new NameResolverSubject { Abilities = Abilities, CreateAsync = async _ => await CreateAsync() };

        var one = NameResolverConformance.Suite[name];
        var result = await one.RunAsync(subject, CancellationToken);

        var applies = one.Needs.All(Abilities.Contains) && !one.Lacks.Any(Abilities.Contains);
        Assert.True(result.Outcome == (applies ? ConformanceOutcome.Passed : ConformanceOutcome.NotApplicable), result.Reason);
    }

    [Fact]
    public async Task Row_is_Daprs()
    {
        await using var resolver = await RegisterAsync("orders", "192.0.2.7", 50002);

        using var file = new TestDatabase(Path);
        var now = _clock.GetUtcNow().ToUnixTimeSeconds();
        Assert.Equal(
            [$"192.0.2.7:50002|orders||{now}|36"],
            file.Query("SELECT address, app_id, namespace, last_update, length(registration_id) FROM hosts", 5));
        Assert.Equal(["nr-migrations|1"], file.Query("SELECT key, value FROM metadata", 2));
        Assert.Equal(
            ["hosts_address_idx|1", "hosts_last_update_idx|0"],
            file.Query("SELECT name, \"unique\" FROM pragma_index_list('hosts') WHERE origin = 'c' ORDER BY name", 2));
    }

    [Fact]
    public async Task Sidecar_of_Daprs_in_a_file_of_Daprs_is_found()
    {
        using var file = new TestDatabase(Path);
        file.Execute("CREATE TABLE metadata (key text NOT NULL PRIMARY KEY, value text NOT NULL)");
        file.Execute("CREATE TABLE hosts (registration_id TEXT NOT NULL PRIMARY KEY, address TEXT NOT NULL, app_id TEXT NOT NULL, namespace TEXT NOT NULL, last_update INTEGER NOT NULL)");
        file.Execute("CREATE UNIQUE INDEX hosts_address_idx ON hosts (address)");
        file.Execute("INSERT INTO metadata VALUES ('nr-migrations', '1')");
        file.Execute($"INSERT INTO hosts VALUES ('one', '192.0.2.7:50002', 'orders', '', {_clock.GetUtcNow().ToUnixTimeSeconds() - 4})");
        file.Execute($"INSERT INTO hosts VALUES ('two', '192.0.2.8:50002', 'orders', '', {_clock.GetUtcNow().ToUnixTimeSeconds() - 5})");
        await using var resolver = await CreateAsync();

        Assert.Equal(["192.0.2.7:50002"], await ResolveAsync(resolver, "orders"));
    }

    [Fact]
    public async Task State_store_and_resolver_share_a_file()
    {
        await using var store = await TestStore.OpenAsync(Path, _clock);
        await using var resolver = await RegisterAsync("orders", "192.0.2.7", 50002);
        await store.SetAsync("key", "1");

        Assert.Equal(["192.0.2.7:50002"], await ResolveAsync(resolver, "orders"));
        Assert.Equal("1", await store.GetAsync("key"));
    }

    [Fact]
    public async Task Registration_is_renewed_and_one_that_isn_t_counts_no_more()
    {
        await using var caller = await CreateAsync();
        await using var renewed = await RegisterAsync("orders", "192.0.2.7", 50002);
        using var file = new TestDatabase(Path);
        file.Execute($"INSERT INTO hosts VALUES ('dead', '192.0.2.8:50002', 'orders', '', {_clock.GetUtcNow().ToUnixTimeSeconds()})");
        Assert.Equal(["192.0.2.7:50002", "192.0.2.8:50002"], await ResolveAsync(caller, "orders"));

        for (var turn = 0; turn < 4; turn++)
            await AdvanceAsync(renewed, TimeSpan.FromSeconds(3));

        Assert.Equal(["192.0.2.7:50002"], await ResolveAsync(caller, "orders"));
    }

    [Fact]
    public async Task New_process_takes_the_address_of_one_that_was_killed()
    {
        using var file = new TestDatabase(Path);
        await using var first = await CreateAsync();
        file.Execute($"INSERT INTO hosts VALUES ('killed', '192.0.2.7:50002', 'orders', '', {_clock.GetUtcNow().ToUnixTimeSeconds()})");

        await using var next = await RegisterAsync("billing", "192.0.2.7", 50002);

        await Assert.ThrowsAsync<ComponentException>(() => ResolveAsync(next, "orders"));
        Assert.Equal(["192.0.2.7:50002"], await ResolveAsync(next, "billing"));
    }

    [Fact]
    public async Task Registration_that_was_deleted_is_made_anew()
    {
        await using var resolver = await RegisterAsync("orders", "192.0.2.7", 50002);
        using var file = new TestDatabase(Path);
        file.Execute("DELETE FROM hosts");
        await Assert.ThrowsAsync<ComponentException>(() => ResolveAsync(resolver, "orders"));

        await AdvanceAsync(resolver, TimeSpan.FromSeconds(3));

        Assert.Equal(["192.0.2.7:50002"], await ResolveAsync(resolver, "orders"));
        await resolver.PingAsync(CancellationToken);
    }

    [Fact]
    public async Task Registration_that_another_has_taken_is_told_and_taken_back_once_the_other_is_dead()
    {
        await using var robbed = await RegisterAsync("orders", "192.0.2.7", 50002);
        using var file = new TestDatabase(Path);
        file.Execute($"REPLACE INTO hosts VALUES ('other', '192.0.2.7:50002', 'billing', '', {_clock.GetUtcNow().ToUnixTimeSeconds() + 1})");

        await AdvanceAsync(robbed, TimeSpan.FromSeconds(3));
        var error = await Assert.ThrowsAsync<ComponentException>(() => robbed.PingAsync(CancellationToken).AsTask());
        Assert.Contains("192.0.2.7:50002", error.Message, StringComparison.Ordinal);
        Assert.Single(_logger.Entries, entry => entry.Level == LogLevel.Error);
        Assert.Equal(["192.0.2.7:50002"], await ResolveAsync(robbed, "billing"));

        await AdvanceAsync(robbed, TimeSpan.FromSeconds(3));
        await robbed.PingAsync(CancellationToken);
        Assert.Equal(["192.0.2.7:50002"], await ResolveAsync(robbed, "orders"));
        Assert.Single(_logger.Entries, entry => entry.Level == LogLevel.Error);
    }

    [Fact]
    public async Task Disposal_takes_back_its_own_registration_alone()
    {
        var robbed = await RegisterAsync("orders", "192.0.2.7", 50002);
        await using var other = await RegisterAsync("orders", "192.0.2.7", 50002);

        await robbed.DisposeAsync();

        Assert.Equal(["192.0.2.7:50002"], await ResolveAsync(other, "orders"));
    }

    [Fact]
    public async Task Cleanup_deletes_what_counts_no_more_and_nothing_else()
    {
        await using var resolver = await CreateAsync(("cleanupInterval", "10s"));
        using var file = new TestDatabase(Path);
        var later = _clock.GetUtcNow().ToUnixTimeSeconds() + 10;
        file.Execute($"INSERT INTO hosts VALUES ('alive', 'a:1', 'orders', '', {later - 4}), ('dead', 'b:1', 'orders', '', {later - 5})");

        _clock.Advance(TimeSpan.FromSeconds(10));
        await resolver.Cleanup!.Running.WaitAsync(Deadline, CancellationToken);

        Assert.Equal(["alive"], file.Query("SELECT registration_id FROM hosts"));
        Assert.Equal(["2030-01-02 03:04:15"], file.Query("SELECT value FROM metadata WHERE key = 'nr-last-cleanup'"));
    }

    [Fact]
    public async Task Locked_file_fails_the_call_in_its_time()
    {
        await using var resolver = await CreateAsync(("busyTimeout", "20ms"));
        using var file = new TestDatabase(Path);
        file.Execute("BEGIN EXCLUSIVE");

        var error = await Assert.ThrowsAnyAsync<ComponentException>(
            () => resolver.RegisterAsync(Registration("orders", "192.0.2.7", 50002), CancellationToken).AsTask().WaitAsync(Deadline, CancellationToken));

        Assert.Contains("locked", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tableName", "a b", "letters")]
    [InlineData("metadataTableName", "hosts", "differ")]
    [InlineData("updateInterval", "1500ms", "whole seconds")]
    [InlineData("updateInterval", "1s", "a second more")]
    [InlineData("timeout", "5s", "a second more")]
    [InlineData("connectionString", "file:x.db?mode=ro", "must write")]
    [InlineData("connectionString", "", "connectionString")]
    public async Task Wrong_setting_is_told(string key, string value, string part)
    {
        var error = await Assert.ThrowsAsync<MetadataException>(() => CreateAsync((key, value)));

        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Table_of_somebody_else_s_is_told()
    {
        using var file = new TestDatabase(Path);
        file.Execute("CREATE TABLE hosts (name TEXT)");

        var error = await Assert.ThrowsAsync<ComponentException>(() => CreateAsync());

        Assert.Contains("isn't one of a name resolver", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static SidecarRegistration Registration(string appId, string address, int port)
        => new() { AppId = appId, HostAddress = address, InternalPort = port };

    private static Task<IReadOnlyList<string>> ResolveAsync(SqliteNameResolver resolver, string appId)
        => resolver.ResolveAsync(new NameResolutionRequest(appId, "", 50002), CancellationToken).AsTask();

    private async Task AdvanceAsync(SqliteNameResolver resolver, TimeSpan time)
    {
        _clock.Advance(time);
        await resolver.Renewal!.Running.WaitAsync(Deadline, CancellationToken);
    }

    private async Task<SqliteNameResolver> RegisterAsync(string appId, string address, int port)
    {
        var resolver = await CreateAsync();
        await resolver.RegisterAsync(Registration(appId, address, port), CancellationToken);
        return resolver;
    }

    private async Task<SqliteNameResolver> CreateAsync(params (string Key, string Value)[] settings)
    {
        var metadata = settings.ToDictionary(setting => setting.Key, setting => setting.Value);
        metadata.TryAdd("connectionString", Path);
        var resolver = new SqliteNameResolver();
        try
        {
            await resolver.InitializeAsync(TestContexts.Create(metadata, _clock, _logger), CancellationToken);
            return resolver;
        }
        catch
        {
            await resolver.DisposeAsync();
            throw;
        }
    }
}

using Layotto.Components;
using Layotto.Components.NameResolution;
using Layotto.Conformance;
using Layotto.Conformance.NameResolution;
using Layotto.Pluggable.Tests.Processes;
using Layotto.Testing;

namespace Layotto.Pluggable.Tests.NameResolution;

/// <summary>A name resolver in another process: the suite, its process's death, and answers that can't be right.</summary>
public sealed class PluggableNameResolverTests : IDisposable
{
    private static readonly SidecarRegistration Own = new()
    {
        AppId = "own", Namespace = "space", HostAddress = "10.0.0.1", InternalPort = 50002, HttpPort = 3500, AppPort = 8080,
    };

    private static readonly HashSet<string> Abilities =
        [NameResolverAbilities.Registers, NameResolverAbilities.Deregisters, NameResolverAbilities.KnowsApps];

    private readonly TemporaryFolder _folder = new();
    private readonly TestStore.HealthLog _health = new();
    private FakeNameService _service = new();

    public static TheoryData<string> Cases => [.. NameResolverConformance.Suite.Cases.Select(one => one.Name)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Conforms(string name)
    {
        await using var process = await ServeAsync();
        var subject = new NameResolverSubject { CreateAsync = _ => StartAsync(), Abilities = Abilities };

        var one = NameResolverConformance.Suite[name];
        var result = await one.RunAsync(subject, TestContext.Current.CancellationToken);

        var applies = one.Needs.All(Abilities.Contains) && !one.Lacks.Any(Abilities.Contains);
        Assert.True(result.Outcome == (applies ? ConformanceOutcome.Passed : ConformanceOutcome.NotApplicable), result.Reason);
    }

    [Fact]
    public async Task A_process_that_is_back_is_told_of_the_sidecar_again()
    {
        var process = await ServeAsync();
        await using var resolver = await StartAsync();
        await resolver.RegisterAsync(Own, Patience.Cancellation).Soon();
        await process.DisposeAsync();
        await Patience.UntilAsync(() => _health.Last.Health == ComponentHealth.Failed, "the loss is reported");

        _service = new FakeNameService();
        await using var back = await ServeAsync();
        await Patience.UntilAsync(() => _health.Last.Health == ComponentHealth.Ready, "it is used again");

        var told = Assert.Single(_service.Sidecars);
        Assert.Equal(("own", "space", "10.0.0.1"), (told.AppId, told.Namespace, told.HostAddress));
        Assert.Equal((50002, 3500, 8080), (told.InternalPort, told.HttpPort, told.AppPort));
    }

    [Fact]
    public async Task A_process_that_is_away_when_the_sidecar_registers_is_told_later()
    {
        var process = await ServeAsync();
        await using var resolver = await StartAsync();
        await process.DisposeAsync();
        await Patience.UntilAsync(() => _health.Last.Health == ComponentHealth.Failed, "the loss is reported");
        await Assert.ThrowsAsync<ComponentUnavailableException>(() => resolver.RegisterAsync(Own, Patience.Cancellation).Soon());

        await using var back = await ServeAsync();
        await Patience.UntilAsync(() => _health.Last.Health == ComponentHealth.Ready, "it is used again");

        Assert.Single(_service.Sidecars);
    }

    [Fact]
    public async Task An_address_without_a_port_gets_that_of_the_request()
    {
        await using var process = await ServeAsync();
        await using var resolver = await StartAsync();
        _service.Answer = ["10.0.0.1", "[fd00::1]", "host:1"];

        var addresses = await resolver.ResolveAsync(new NameResolutionRequest("app", "", 50002), Patience.Cancellation).Soon();

        Assert.Equal(["10.0.0.1:50002", "[fd00::1]:50002", "host:1"], addresses);
    }

    [Theory]
    [InlineData]
    [InlineData("")]
    [InlineData("10.0.0.1:50002", "http://host/")]
    [InlineData("host:99999")]
    public async Task An_answer_that_leads_nowhere_is_an_error_that_names_the_app(params string[] addresses)
    {
        await using var process = await ServeAsync();
        await using var resolver = await StartAsync();
        _service.Answer = addresses;

        var error = await Assert.ThrowsAsync<ComponentException>(
            () => resolver.ResolveAsync(new NameResolutionRequest("orders", "", 50002), Patience.Cancellation).Soon());

        Assert.Contains("orders", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_addresses_are_an_error()
    {
        await using var process = await ServeAsync();
        await using var resolver = await StartAsync();
        _service.Answer = [.. Enumerable.Repeat("host:1", 1001)];

        var error = await Assert.ThrowsAsync<ComponentException>(
            () => resolver.ResolveAsync(new NameResolutionRequest("orders", "", 50002), Patience.Cancellation).Soon());

        Assert.Contains("1 to 1000", error.Message, StringComparison.Ordinal);
    }

    private Task<FakeProcess> ServeAsync() => FakeProcess.ServeAsync(_folder.File("names.sock"), new Script(), [FakeNameService.Serve(_service)]);

    private Task<INameResolver> StartAsync() => TestComponents.StartAsync<INameResolver>(_folder.File("names.sock"), ComponentKind.NameResolution, _health);
}

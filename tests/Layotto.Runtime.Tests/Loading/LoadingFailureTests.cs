using Layotto.Components;
using Layotto.Components.Specification;
using static Layotto.Runtime.Tests.Loading.FakeWorld;

namespace Layotto.Runtime.Tests.Loading;

public sealed class LoadingFailureTests : IAsyncDisposable
{
    private readonly FakeWorld _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Every_failing_component_is_told_at_once_in_Daprs_form()
    {
        _world.OnInitialize["a"] = (_, _) => throw new ComponentException("missing connection string");
        _world.OnInitialize["b"] = (_, _) => throw new InvalidOperationException("connection refused");

        var failures = await _world.FailAsync(Store("a"), Store("fine"), Store("b"), Store("c") with { Type = "state.unknown" }, Store("d") with { Type = "workflow.dapr" });

        Assert.Equal($"process component a error: {Inner("a (state.fake/v1)", "INIT_COMPONENT_FAILURE", "missing connection string")}", failures[0]);
        Assert.Equal($"process component b error: {Inner("b (state.fake/v1)", "INIT_COMPONENT_FAILURE", "connection refused")}", failures[1]);
        Assert.StartsWith($"process component c error: {Inner("c (state.unknown/v1)", "CREATE_COMPONENT_FAILURE", "couldn't find state store state.unknown/v1")}", failures[2], StringComparison.Ordinal);
        Assert.StartsWith("process component d error: incorrect type workflow.dapr", failures[3], StringComparison.Ordinal);
        Assert.Equal(["fine"], _world.Registry.All.Select(instance => instance.Name));
        Assert.Contains("Error Failed to init component a (state.fake/v1): [INIT_COMPONENT_FAILURE]: initialization error occurred for a (state.fake/v1): missing connection string", _world.Loggers.Lines);
        Assert.Contains($"Warning Error processing component, daprd will exit gracefully: {failures[0]}", _world.Loggers.Lines);
        await _world.WaitForAsync("dispose a");
    }

    [Fact]
    public async Task Wrong_metadata_is_told_whole_before_the_component_is_made()
    {
        var failure = Assert.Single(await _world.FailAsync(Store("a", Value("size", "big"), Value("hosts", "x"), Value("keyPrefix", "name")) with { Type = "state.strict" }));

        Assert.Contains("\"size\" is \"big\"", failure, StringComparison.Ordinal);
        Assert.Contains("\"host\" is missing", failure, StringComparison.Ordinal);
        Assert.Contains(_world.Loggers.Lines, line => line.StartsWith("Warning Component a (state.strict/v1): The metadata key \"hosts\" is unknown", StringComparison.Ordinal));
        Assert.DoesNotContain(_world.Loggers.Lines, line => line.Contains("keyPrefix", StringComparison.Ordinal));
        Assert.Empty(_world.Told);
    }

    [Fact]
    public async Task A_component_that_heeds_its_token_fails_after_its_time()
    {
        _world.OnInitialize["slow"] = async (_, cancellationToken) => await Task.Delay(Timeout.Infinite, cancellationToken);

        var failing = _world.FailAsync(Store("slow") with { InitTimeout = TimeSpan.FromSeconds(90) });
        await _world.WaitForAsync("init slow");
        _world.Time.Advance(TimeSpan.FromSeconds(90));

        Assert.Equal("process component slow error: [INIT_COMPONENT_FAILURE]: initialization error occurred for slow (state.fake/v1): init timeout for component slow (state.fake/v1) exceeded after 1m30s", Assert.Single(await failing));
        await _world.WaitForAsync("dispose slow");
    }

    [Fact]
    public async Task A_component_that_doesnt_heed_its_token_cant_hold_the_others_up()
    {
        var free = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var blocked = new ManualResetEventSlim();
        _world.OnInitialize["deaf"] = (_, _) => new ValueTask(free.Task);
        _world.OnInitialize["blocking"] = (_, _) =>
        {
            blocked.Wait(TestContext.Current.CancellationToken);
            return ValueTask.CompletedTask;
        };

        var failing = _world.FailAsync(Store("deaf"), Store("blocking"), Store("fine"));
        await _world.WaitForAsync("init deaf");
        _world.Time.Advance(TimeSpan.FromSeconds(5));
        await _world.WaitForAsync("init blocking");
        _world.Time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(2, (await failing).Count);
        Assert.Equal(["fine"], _world.Registry.All.Select(instance => instance.Name));

        // They are cleaned up whenever they come to an end.
        Assert.DoesNotContain("dispose deaf", _world.Told);
        free.SetResult();
        blocked.Set();
        await _world.WaitForAsync("dispose deaf");
        await _world.WaitForAsync("dispose blocking");
    }

    [Fact]
    public async Task Names_are_unique()
    {
        await _world.LoadAsync(Store("there"));

        var failures = await _world.FailAsync(Store("a"), SecretStore("a"), Store("there") with { IgnoreErrors = true });

        Assert.Equal("process component a error: duplicate definition of Component name a (secretstores.fake/v1) with existing a (state.fake/v1)", failures[0]);
        Assert.Equal("process component there error: duplicate definition of Component name there (state.fake/v1) with existing there (state.fake/v1)", failures[1]);
    }

    [Fact]
    public async Task There_is_one_actor_state_store()
    {
        var failure = Assert.Single(await _world.FailAsync(Store("one", Value("ActorStateStore", "yes")), Store("none", Value("actorStateStore", "false")), Store("two", Value("actorStateStore", "true"))));

        Assert.Contains("detected duplicate actor state store: one and two", failure, StringComparison.Ordinal);
        Assert.Contains("one is already the actor state store, only one actor state store is allowed", failure, StringComparison.Ordinal);
        Assert.Contains("Information Using 'one' as actor state store", _world.Loggers.Lines);
    }

    [Fact]
    public async Task An_actor_state_store_that_fails_leaves_its_place_to_another()
    {
        _world.OnInitialize["one"] = (_, _) => throw new ComponentException("no");

        await _world.LoadAsync(Store("one", Value("actorStateStore", "true")) with { IgnoreErrors = true }, Store("two", Value("actorStateStore", "true")));

        Assert.Contains("Information Using 'two' as actor state store", _world.Loggers.Lines);
    }

    [Theory]
    [InlineData("state.fake", "v1", "state.fake")]
    [InlineData("state.fake", "v1", "State.Fake")]
    [InlineData("state.fake", "v1", "state.fake/v1")]
    [InlineData("state.fake", "v0", "state.fake/v1")]
    [InlineData("state.alias", "v1", "state.fake")]
    [InlineData("state.fake", "v1", "state.alias")]
    [InlineData("state.fake", "", "state.other")]
    [InlineData("state.gone", "v1", "state.gone")]
    public async Task Denied_types_arent_loaded(string type, string version, string denied)
    {
        _world.Options = new() { DeniedComponents = [denied] };

        await _world.LoadAsync(new ComponentSpecification { Name = "a", Type = type, Version = version });

        Assert.Empty(_world.Registry.All);
        Assert.StartsWith("Warning component 'a' cannot be loaded because components of type 'a (state.", Assert.Single(_world.Loggers.Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("state.fake/v2")]
    [InlineData("state.other")]
    [InlineData("state.fake/v1/x")]
    [InlineData("")]
    public async Task Other_types_are_loaded(string denied)
    {
        _world.Options = new() { DeniedComponents = [denied] };

        await _world.LoadAsync(Store("a"));

        Assert.Single(_world.Registry.All);
    }

    private static string Inner(string component, string code, string reason)
        => $"[INIT_COMPONENT_FAILURE]: initialization error occurred for {component}: [{code}]: initialization error occurred for {component}: {reason}";
}

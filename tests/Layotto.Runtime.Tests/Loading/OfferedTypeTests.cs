using Layotto.Components;
using Layotto.Components.Metadata;
using Layotto.Runtime.Loading;
using static Layotto.Runtime.Tests.Loading.FakeWorld;

namespace Layotto.Runtime.Tests.Loading;

/// <summary>Components of types that other processes offer, which come and go.</summary>
public sealed class OfferedTypeTests : IAsyncDisposable
{
    private readonly FakeWorld _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_component_that_may_fail_waits_for_its_type()
    {
        await _world.LoadAsync(Store("a") with { Type = "state.mine", IgnoreErrors = true }, Store("b"));
        Assert.Equal("a", Assert.Single(_world.Loader.Waiting).Name);
        Assert.True(await FollowAsync());

        Offer();
        Assert.True(await FollowAsync());

        Assert.True(_world.Registry.TryGet("a", out var instance));
        Assert.Equal(ComponentHealth.Ready, instance.Health);
        Assert.Empty(_world.Loader.Waiting);
        Assert.Equal(["init b", "init a"], _world.Told);
    }

    [Fact]
    public async Task A_component_that_must_not_fail_waits_as_long_as_it_is_given()
    {
        var asked = new List<string>();
        _world.Options = new()
        {
            AwaitType = (specification, _) =>
            {
                asked.Add(specification.Name);
                if (specification.Name == "a")
                    Offer();
                return Task.CompletedTask;
            },
        };

        await _world.LoadAsync(Store("a") with { Type = "state.mine" }, Store("b"));
        var failures = await _world.FailAsync(Store("c") with { Type = "state.theirs" });

        Assert.Equal(["a", "c"], asked);
        Assert.Equal(["init a", "init b"], _world.Told);
        Assert.Contains("couldn't find state store state.theirs/v1", Assert.Single(failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_component_that_is_added_waits_for_its_type_until_it_is_taken_back()
    {
        await _world.LoadAsync();
        Assert.Equal(new ComponentChanges(0, 1), await ApplyAsync(Store("a") with { Type = "state.mine" }));
        Assert.Single(_world.Loader.Waiting);

        Assert.Equal(new ComponentChanges(0, 0), await ApplyAsync());
        Offer();
        await FollowAsync();

        Assert.Empty(_world.Registry.All);
    }

    [Fact]
    public async Task A_component_that_cant_start_once_its_type_is_there_is_tried_with_the_next_change()
    {
        _world.OnInitialize["a"] = (_, _) => throw new ComponentException("not yet");
        await _world.LoadAsync();
        await ApplyAsync(Store("a") with { Type = "state.mine" });
        Offer();
        Assert.False(await FollowAsync());

        _world.OnInitialize.Clear();
        Assert.True(await FollowAsync());

        Assert.True(_world.Registry.TryGet("a", out _));
    }

    [Fact]
    public async Task A_type_that_is_made_in_another_way_renews_its_components_and_no_others()
    {
        Offer();
        await _world.LoadAsync(Store("a") with { Type = "state.mine" }, Store("b"));
        await FollowAsync();
        Assert.Equal(["init a", "init b"], _world.Told);

        Offer();
        Assert.True(await FollowAsync());
        await _world.WaitForAsync("dispose a");

        Assert.Equal(["init a", "init b", "init a", "dispose a"], _world.Told);
    }

    [Fact]
    public async Task A_type_that_is_gone_leaves_its_components_alone()
    {
        Offer();
        await _world.LoadAsync(Store("a") with { Type = "state.mine" });
        _world.Catalogue.Offer([]);

        Assert.True(await FollowAsync());

        Assert.True(_world.Registry.TryGet("a", out var instance));
        Assert.Equal(ComponentHealth.Ready, instance.Health);
    }

    [Fact]
    public async Task A_component_can_tell_that_what_is_behind_it_is_gone()
    {
        await _world.LoadAsync(Store("a"));
        Assert.True(_world.Registry.TryGet("a", out var instance));

        _world.ContextOf("a").Report(ComponentHealth.Failed, "gone");

        Assert.Equal((ComponentHealth.Failed, "gone"), (instance.Health, instance.LastError));
    }

    private void Offer() => _world.Catalogue.Offer(
    [
        new ComponentDescriptor
        {
            Kind = ComponentKind.State,
            Name = "mine",
            Summary = "A component of the tests.",
            Schema = MetadataSchema.Open,
            Create = () => new FakeComponent(_world),
        },
    ]);

    private Task<bool> FollowAsync()
        => _world.Loader.FollowTypesAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    private Task<ComponentChanges> ApplyAsync(params Layotto.Components.Specification.ComponentSpecification[] wanted)
        => _world.Loader.ApplyAsync(wanted, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
}

using Layotto.Components.Metadata;
using Layotto.Components.Specification;
using Xunit;

namespace Layotto.Components.Tests;

public sealed class ComponentRegistryTests
{
    private readonly ComponentRegistry _registry = new();

    [Fact]
    public void An_instance_is_found_by_its_exact_name()
    {
        var instance = Make("a", ComponentKind.State);

        Assert.Null(_registry.Put(instance));

        Assert.True(_registry.TryGet("a", out var found));
        Assert.Same(instance, found);
        Assert.False(_registry.TryGet("A", out _));
        Assert.True(_registry.Has(ComponentKind.State));
        Assert.False(_registry.Has(ComponentKind.PubSub));
    }

    [Fact]
    public void A_replacement_takes_the_place_of_the_old_one_and_returns_it()
    {
        var (first, second, other) = (Make("a", ComponentKind.State), Make("a", ComponentKind.State), Make("b", ComponentKind.Lock));
        _registry.Put(first);
        _registry.Put(other);

        Assert.Same(first, _registry.Put(second));

        Assert.Equal([second, other], _registry.All);
    }

    [Fact]
    public void A_removed_instance_is_gone_with_its_kind()
    {
        var instance = Make("a", ComponentKind.State);
        _registry.Put(instance);

        Assert.Same(instance, _registry.Remove("a"));
        Assert.Null(_registry.Remove("a"));
        Assert.False(_registry.Has(ComponentKind.State));
        Assert.Empty(_registry.All);
    }

    [Fact]
    public async Task Concurrent_changes_lose_nothing()
    {
        var names = Enumerable.Range(0, 200).Select(number => $"c{number}").ToList();

        await Parallel.ForEachAsync(names, TestContext.Current.CancellationToken, (name, _) =>
        {
            _registry.Put(Make(name, ComponentKind.State));
            Assert.True(_registry.TryGet(name, out var found) && found.Name == name);
            return ValueTask.CompletedTask;
        }).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal(names.Order(), _registry.All.Select(instance => instance.Name).Order());
    }

    private static ComponentInstance Make(string name, ComponentKind kind)
    {
        var descriptor = new ComponentDescriptor { Kind = kind, Name = "fake", Summary = "A component of the tests.", Create = () => new Nothing() };
        return new ComponentInstance(new ComponentSpecification { Name = name, Type = descriptor.Type }, descriptor, new Nothing(), ComponentMetadata.Empty);
    }

    private sealed class Nothing : IComponent
    {
        public IReadOnlyList<string> Features => [];

        public ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

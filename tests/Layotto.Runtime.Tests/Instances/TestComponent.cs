using Layotto.Components;

namespace Layotto.Runtime.Tests.Instances;

/// <summary>A component that has nothing to do to begin and to end.</summary>
internal abstract class TestComponent : IComponent
{
    public IReadOnlyList<string> Features => [];

    public ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

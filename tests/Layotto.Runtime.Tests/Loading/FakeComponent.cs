using Layotto.Components;

namespace Layotto.Runtime.Tests.Loading;

/// <summary>A component that does what the test says, and tells when.</summary>
internal class FakeComponent(FakeWorld world) : IComponent
{
    public IReadOnlyList<string> Features => [];

    public ComponentContext? Context { get; private set; }

    public async ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        Context = context;
        world.Tell($"init {context.Name}");
        if (world.OnInitialize.TryGetValue(context.Name, out var script))
            await script(context, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        world.Tell($"dispose {Context?.Name ?? "nobody"}");
        if (Context is not null && world.OnDispose.TryGetValue(Context.Name, out var script))
            await script();
    }
}

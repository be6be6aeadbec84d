using Layotto.Components;
using Layotto.Components.Bindings;

namespace Layotto.Conformance.Tests.BuiltIn;

/// <summary>An input binding with a clock of its own, because that of its server is for the deadlines of calls too.</summary>
internal sealed class ClockedBinding(IInputBinding binding, TimeProvider clock) : IInputBinding
{
    public IReadOnlyList<string> Features => binding.Features;

    public ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken) => binding.InitializeAsync(
        new ComponentContext
        {
            Name = context.Name,
            Type = context.Type,
            Metadata = context.Metadata,
            AppId = context.AppId,
            Logger = context.Logger,
            TimeProvider = clock,
        },
        cancellationToken);

    public ValueTask PingAsync(CancellationToken cancellationToken) => binding.PingAsync(cancellationToken);

    public ValueTask<IAsyncDisposable> ReadAsync(BindingHandler handler, CancellationToken cancellationToken) => binding.ReadAsync(handler, cancellationToken);

    public ValueTask DisposeAsync() => binding.DisposeAsync();
}

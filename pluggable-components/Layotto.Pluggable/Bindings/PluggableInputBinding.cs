using Layotto.Components;
using Layotto.Components.Bindings;
using Layotto.Pluggable.Connections;

namespace Layotto.Pluggable.Bindings;

/// <summary>An input binding in another process (<c>dapr.proto.components.v1.InputBinding</c>).</summary>
internal sealed class PluggableInputBinding : IInputBinding
{
    private readonly ComponentLink _link;

    public PluggableInputBinding(ComponentSocket socket) => _link = new ComponentLink(
        socket, (invoker, token) => BindingCalls.InitialiseInputAsync(_link!, invoker, token), BindingCalls.PingInputAsync);

    /// <inheritdoc/>
    public IReadOnlyList<string> Features { get; } = [BindingFeatures.Input];

    /// <inheritdoc/>
    public ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken) => _link.StartAsync(context, cancellationToken);

    /// <inheritdoc/>
    public ValueTask PingAsync(CancellationToken cancellationToken) => _link.PingAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IAsyncDisposable> ReadAsync(BindingHandler handler, CancellationToken cancellationToken)
        => BindingCalls.ReadAsync(_link, handler, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _link.DisposeAsync();
}

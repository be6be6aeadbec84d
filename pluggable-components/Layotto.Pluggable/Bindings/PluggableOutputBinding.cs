using Layotto.Components;
using Layotto.Components.Bindings;
using Layotto.Pluggable.Connections;

namespace Layotto.Pluggable.Bindings;

/// <summary>An output binding in another process (<c>dapr.proto.components.v1.OutputBinding</c>).</summary>
internal sealed class PluggableOutputBinding : IOutputBinding
{
    private readonly ComponentLink _link;
    private volatile IReadOnlyList<string> _operations = [];

    public PluggableOutputBinding(ComponentSocket socket) => _link = new ComponentLink(
        socket, async (invoker, token) => _operations = await BindingCalls.InitialiseOutputAsync(_link!, invoker, token).ConfigureAwait(false), BindingCalls.PingOutputAsync);

    /// <inheritdoc/>
    public IReadOnlyList<string> Features { get; } = [BindingFeatures.Output];

    /// <inheritdoc/>
    public IReadOnlyList<string> Operations => _operations;

    /// <inheritdoc/>
    public ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken) => _link.StartAsync(context, cancellationToken);

    /// <inheritdoc/>
    public ValueTask PingAsync(CancellationToken cancellationToken) => _link.PingAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<BindingResponse?> InvokeAsync(BindingRequest request, CancellationToken cancellationToken)
        => BindingCalls.InvokeAsync(_link, request, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _link.DisposeAsync();
}

using Layotto.Components;
using Layotto.Components.Bindings;
using Layotto.Pluggable.Connections;

namespace Layotto.Pluggable.Bindings;

/// <summary>A binding in another process that goes both ways; as in Dapr, each of its two services is initialised for itself.</summary>
internal sealed class PluggableBinding : IInputBinding, IOutputBinding
{
    private readonly ComponentLink _link;
    private volatile IReadOnlyList<string> _operations = [];

    public PluggableBinding(ComponentSocket socket) => _link = new ComponentLink(
        socket,
        async (invoker, token) =>
        {
            await BindingCalls.InitialiseInputAsync(_link!, invoker, token).ConfigureAwait(false);
            _operations = await BindingCalls.InitialiseOutputAsync(_link!, invoker, token).ConfigureAwait(false);
        },
        BindingCalls.PingOutputAsync);

    /// <inheritdoc/>
    public IReadOnlyList<string> Features { get; } = [BindingFeatures.Input, BindingFeatures.Output];

    /// <inheritdoc/>
    public IReadOnlyList<string> Operations => _operations;

    /// <inheritdoc/>
    public ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken) => _link.StartAsync(context, cancellationToken);

    /// <inheritdoc/>
    public ValueTask PingAsync(CancellationToken cancellationToken) => _link.PingAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IAsyncDisposable> ReadAsync(BindingHandler handler, CancellationToken cancellationToken)
        => BindingCalls.ReadAsync(_link, handler, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<BindingResponse?> InvokeAsync(BindingRequest request, CancellationToken cancellationToken)
        => BindingCalls.InvokeAsync(_link, request, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _link.DisposeAsync();
}

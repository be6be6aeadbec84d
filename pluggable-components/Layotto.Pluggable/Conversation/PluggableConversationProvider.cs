using Grpc.Core;
using Layotto.Components;
using Layotto.Components.Conversation;
using Layotto.Pluggable.Connections;
using Layotto.Protos.Components.V1;

namespace Layotto.Pluggable.Conversation;

/// <summary>A conversation provider in another process (<c>layotto.components.v1.ConversationProvider</c>).</summary>
internal sealed class PluggableConversationProvider : IConversationProvider
{
    private readonly ComponentLink _link;
    private volatile IReadOnlyList<string> _features = [];
    private ConversationProvider.ConversationProviderClient _client = null!;

    public PluggableConversationProvider(ComponentSocket socket) => _link = new ComponentLink(
        socket,
        InitialiseAsync,
        static (invoker, options) => new ConversationProvider.ConversationProviderClient(invoker).PingAsync(new PingRequest(), options).ResponseAsync);

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => _features;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        await _link.StartAsync(context, cancellationToken).ConfigureAwait(false);
        _client = new ConversationProvider.ConversationProviderClient(_link.Invoker);
    }

    /// <inheritdoc/>
    public ValueTask PingAsync(CancellationToken cancellationToken) => _link.PingAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<ConversationResponse> ConverseAsync(ConversationRequest request, CancellationToken cancellationToken)
    {
        var call = _client.ConverseAsync(ConversationMessages.ToRequest(request), cancellationToken: cancellationToken);
        return ConversationMessages.ToResponse(await _link.AnswerAsync(call, cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _link.DisposeAsync();

    private async Task InitialiseAsync(CallInvoker invoker, CancellationToken cancellationToken)
    {
        var client = new ConversationProvider.ConversationProviderClient(invoker);
        await client.InitAsync(_link.InitRequest(), cancellationToken: cancellationToken).ConfigureAwait(false);
        _features = await LinkCalls.ReadFeaturesAsync(client.FeaturesAsync(new FeaturesRequest(), cancellationToken: cancellationToken)).ConfigureAwait(false);
    }
}

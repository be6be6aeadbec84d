using Grpc.Core;
using Layotto.Components.Conversation;
using Layotto.Pluggable.Sdk.Serving;
using Layotto.Protos.Components.V1;

namespace Layotto.Pluggable.Sdk.Conversation;

/// <summary>A conversation provider as our service.</summary>
internal sealed class ConversationService(ComponentInstances instances) : ConversationProvider.ConversationProviderBase
{
    public override async Task<InitResponse> Init(InitRequest request, ServerCallContext context)
    {
        await instances.InitialiseAsync(request, context).ConfigureAwait(false);
        return new InitResponse();
    }

    public override Task<FeaturesResponse> Features(FeaturesRequest request, ServerCallContext context)
    {
        using var held = instances.Hold(context);
        return Task.FromResult(new FeaturesResponse { Features = { held.As<IConversationProvider>().Features } });
    }

    public override async Task<PingResponse> Ping(PingRequest request, ServerCallContext context)
    {
        await instances.PingAsync(context).ConfigureAwait(false);
        return new PingResponse();
    }

    public override async Task<ConverseResponse> Converse(ConverseRequest request, ServerCallContext context)
    {
        using var held = instances.Hold(context);
        var response = await held.As<IConversationProvider>().ConverseAsync(ConversationMessages.FromRequest(request), context.CancellationToken).ConfigureAwait(false);
        return ConversationMessages.ToResponse(response);
    }
}

using Grpc.Core;
using Layotto.Components.Conversation;
using Layotto.Pluggable.Sdk.Serving;
using Layotto.Protos.Components.V1;

namespace Layotto.Pluggable.Sdk.Conversation;

/// <summary>A conversation provider as our service.</summary>
internal sealed class ConversationService(ComponentInstances instances) : ConversationProvider.ConversationProviderBase
{
    public override Task<InitResponse> Init(InitRequest request, ServerCallContext context)
        => instances.InitialiseAsync<InitResponse>(request, context);

    public override Task<FeaturesResponse> Features(FeaturesRequest request, ServerCallContext context)
        => Task.FromResult(new FeaturesResponse { Features = { instances.Features(context) } });

    public override Task<PingResponse> Ping(PingRequest request, ServerCallContext context) => instances.PingAsync<PingResponse>(context);

    public override async Task<ConverseResponse> Converse(ConverseRequest request, ServerCallContext context)
    {
        using var held = instances.Hold(context);
        var response = await held.As<IConversationProvider>().ConverseAsync(ConversationMessages.FromRequest(request), context.CancellationToken).ConfigureAwait(false);
        return ConversationMessages.ToResponse(response);
    }
}

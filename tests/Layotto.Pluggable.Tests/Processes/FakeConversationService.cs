using Google.Protobuf.Reflection;
using Grpc.Core;
using Layotto.Protos.Components.V1;

namespace Layotto.Pluggable.Tests.Processes;

/// <summary>A conversation provider's process that answers what a test wants.</summary>
internal sealed class FakeConversationService : ConversationProvider.ConversationProviderBase
{
    public ConverseResponse Answer { get; set; } = new();

    public ConverseRequest? Last { get; private set; }

    public static (ServerServiceDefinition Definition, ServiceDescriptor Descriptor) Serve(FakeConversationService service)
        => (ConversationProvider.BindService(service), ConversationProvider.Descriptor);

    public override Task<InitResponse> Init(InitRequest request, ServerCallContext context) => Task.FromResult(new InitResponse());

    public override Task<FeaturesResponse> Features(FeaturesRequest request, ServerCallContext context)
        => Task.FromResult(new FeaturesResponse { Features = { "TOOLS" } });

    public override Task<PingResponse> Ping(PingRequest request, ServerCallContext context) => Task.FromResult(new PingResponse());

    public override Task<ConverseResponse> Converse(ConverseRequest request, ServerCallContext context)
    {
        Last = request;
        return Task.FromResult(Answer);
    }
}

using Layotto.Components;
using Layotto.Components.Conversation;
using Layotto.Pluggable.Sdk.Serving;
using WireConversationProvider = Layotto.Protos.Components.V1.ConversationProvider;

namespace Layotto.Pluggable.Sdk.Conversation;

/// <summary>How conversation providers are served.</summary>
internal static class ConversationServices
{
    public static ServedKind Kind { get; } = new(
        ComponentKind.Conversation,
        static component => component is IConversationProvider,
        static (instances, _) => [new ServedService(WireConversationProvider.BindService(new ConversationService(instances)), WireConversationProvider.Descriptor)]);
}

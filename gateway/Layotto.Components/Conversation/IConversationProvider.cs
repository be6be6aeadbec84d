namespace Layotto.Components.Conversation;

/// <summary>A language model, or a way to one.</summary>
public interface IConversationProvider : IComponent
{
    /// <summary>Takes a conversation one step further.</summary>
    /// <exception cref="ComponentException">The model couldn't answer, or doesn't take what it was asked.</exception>
    ValueTask<ConversationResponse> ConverseAsync(ConversationRequest request, CancellationToken cancellationToken);
}

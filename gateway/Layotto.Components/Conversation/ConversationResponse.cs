namespace Layotto.Components.Conversation;

/// <summary>What a model answered.</summary>
/// <param name="Choices">What it offers; at least one.</param>
public sealed record ConversationResponse(IReadOnlyList<ConversationChoice> Choices)
{
    /// <summary>The conversation, for its next step; may be empty.</summary>
    public string ContextId { get; init; } = "";

    /// <summary>Which model answered; may be empty.</summary>
    public string Model { get; init; } = "";

    /// <summary>What it has used; null where that isn't known.</summary>
    public ConversationUsage? Usage { get; init; }
}

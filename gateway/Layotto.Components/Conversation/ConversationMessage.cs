namespace Layotto.Components.Conversation;

/// <summary>Something that was said.</summary>
/// <param name="Role">Who speaks.</param>
/// <param name="Content">What is said, in one part or several.</param>
public sealed record ConversationMessage(ConversationRole Role, IReadOnlyList<string> Content)
{
    /// <summary>The speaker's name; the tool's, for a result of it. May be empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>The calls that the model asked for in an earlier step.</summary>
    public IReadOnlyList<ConversationToolCall> ToolCalls { get; init; } = [];

    /// <summary>For the result of a tool: the id of the call that it belongs to. May be empty.</summary>
    public string ToolCallId { get; init; } = "";
}

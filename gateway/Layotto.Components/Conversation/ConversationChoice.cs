namespace Layotto.Components.Conversation;

/// <summary>An answer that a model offers.</summary>
/// <param name="FinishReason">Why the model ended: <c>stop</c>, <c>length</c>, <c>tool_calls</c>, <c>content_filter</c>.</param>
/// <param name="Content">What it says.</param>
/// <param name="ToolCalls">The calls that it asks for.</param>
public sealed record ConversationChoice(string FinishReason, string Content, IReadOnlyList<ConversationToolCall> ToolCalls);

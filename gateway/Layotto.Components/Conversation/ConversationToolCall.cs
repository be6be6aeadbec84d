namespace Layotto.Components.Conversation;

/// <summary>A call that a model asks for.</summary>
/// <param name="Id">Its id, by which its result is known; empty where the model gives none.</param>
/// <param name="Name">The function's name.</param>
/// <param name="Arguments">The arguments, as the model wrote them: JSON, if it kept to the rules.</param>
public sealed record ConversationToolCall(string Id, string Name, string Arguments);

namespace Layotto.Components.Conversation;

/// <summary>A function that a model may ask to have called.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is for. May be empty.</param>
/// <param name="ParametersSchema">The JSON Schema of its arguments. May be empty.</param>
public sealed record ConversationTool(string Name, string Description, string ParametersSchema);

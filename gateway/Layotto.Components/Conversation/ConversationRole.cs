namespace Layotto.Components.Conversation;

/// <summary>Who speaks.</summary>
public enum ConversationRole
{
    /// <summary>Who wrote the app; where the model has no such role, the system.</summary>
    Developer,

    /// <summary>What the model is told beforehand.</summary>
    System,

    /// <summary>Who asks.</summary>
    User,

    /// <summary>The model itself, in an earlier step.</summary>
    Assistant,

    /// <summary>What came of a call that the model asked for.</summary>
    Tool,
}

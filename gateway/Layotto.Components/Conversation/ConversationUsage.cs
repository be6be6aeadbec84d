namespace Layotto.Components.Conversation;

/// <summary>Counts of tokens.</summary>
public sealed record ConversationUsage
{
    /// <summary>Those of what was asked.</summary>
    public ulong PromptTokens { get; init; }

    /// <summary>Those of the answer.</summary>
    public ulong CompletionTokens { get; init; }

    /// <summary>Both together.</summary>
    public ulong TotalTokens { get; init; }

    /// <summary>Of those asked: the ones that came from a cache.</summary>
    public ulong CachedPromptTokens { get; init; }

    /// <summary>Of those asked: audio.</summary>
    public ulong AudioPromptTokens { get; init; }

    /// <summary>Of the answer: the ones that nobody sees, because the model thought with them.</summary>
    public ulong ReasoningTokens { get; init; }

    /// <summary>Of the answer: audio.</summary>
    public ulong AudioCompletionTokens { get; init; }

    /// <summary>Of the answer: predictions that held.</summary>
    public ulong AcceptedPredictionTokens { get; init; }

    /// <summary>Of the answer: predictions that didn't hold.</summary>
    public ulong RejectedPredictionTokens { get; init; }
}

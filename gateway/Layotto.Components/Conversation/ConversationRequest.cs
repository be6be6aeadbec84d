using System.Collections.Frozen;

namespace Layotto.Components.Conversation;

/// <summary>A conversation, and what is wanted of its next step.</summary>
/// <param name="Messages">What has been said.</param>
public sealed record ConversationRequest(IReadOnlyList<ConversationMessage> Messages)
{
    /// <summary>The conversation that goes on; empty for a new one.</summary>
    public string ContextId { get; init; } = "";

    /// <summary>The functions that the model may ask for.</summary>
    public IReadOnlyList<ConversationTool> Tools { get; init; } = [];

    /// <summary><c>auto</c>, <c>none</c>, <c>required</c>, or the name of a tool; empty leaves it to the model.</summary>
    public string ToolChoice { get; init; } = "";

    /// <summary>How freely the model chooses its words; null leaves it to the model.</summary>
    public double? Temperature { get; init; }

    /// <summary>The JSON Schema that the answer has to follow; empty for free text.</summary>
    public string ResponseSchema { get; init; } = "";

    /// <summary>How long the model's service may keep the prompt for later calls; null leaves it to the service.</summary>
    public TimeSpan? PromptCacheRetention { get; init; }

    /// <summary>Settings of the model by name, each as JSON.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>The request's metadata.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>The numbers alone: what is said is nobody's business.</summary>
    public override string ToString() => $"{Messages.Count} messages, {Tools.Count} tools";
}

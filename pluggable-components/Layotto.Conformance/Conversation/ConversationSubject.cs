using Layotto.Components.Conversation;

namespace Layotto.Conformance.Conversation;

/// <summary>A conversation provider that cases are run against. What it says is its own affair.</summary>
public sealed class ConversationSubject : IConformanceSubject
{
    /// <summary>The provider, initialised.</summary>
    public required IConversationProvider Provider { get; init; }

    /// <inheritdoc/>
    public IReadOnlySet<string> Abilities { get; init; } = new HashSet<string>();
}

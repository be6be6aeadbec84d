namespace Layotto.Components.Embedded.PubSub;

/// <summary>
/// The topic of a subscription: a name, or with an asterisk at its end the beginning of names. As in Dapr, the beginning alone isn't
/// one of them.
/// </summary>
internal readonly struct InMemoryTopic(string text)
{
    private readonly string? _prefix = text.EndsWith('*') ? text[..^1] : null;

    public bool Matches(string topic)
        => _prefix is null ? topic == text : topic.Length > _prefix.Length && topic.StartsWith(_prefix, StringComparison.Ordinal);
}

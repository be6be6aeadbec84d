using Layotto.Components.Metadata;

namespace Layotto.Runtime.PubSub;

/// <summary>
/// Which topics of a pub/sub component an app may use: the component's <c>publishingScopes</c>, <c>subscriptionScopes</c>,
/// <c>allowedTopics</c> and <c>protectedTopics</c>.
/// </summary>
public sealed class TopicScopes
{
    private readonly HashSet<string> _allowed;
    private readonly HashSet<string> _protected;
    private readonly HashSet<string>? _publishing;
    private readonly HashSet<string>? _subscribing;

    private TopicScopes(HashSet<string> allowed, HashSet<string> @protected, HashSet<string>? publishing, HashSet<string>? subscribing)
    {
        _allowed = allowed;
        _protected = @protected;
        _publishing = publishing;
        _subscribing = subscribing;
    }

    /// <summary>Reads the scopes of a component for an app. Spaces don't count, as in Dapr.</summary>
    public static TopicScopes Create(ComponentMetadata metadata, string appId) => new(
        Topics(metadata[RuntimeMetadataKeys.AllowedTopics]) ?? [],
        Topics(metadata[RuntimeMetadataKeys.ProtectedTopics]) ?? [],
        OfApp(metadata[RuntimeMetadataKeys.PublishingScopes], appId),
        OfApp(metadata[RuntimeMetadataKeys.SubscriptionScopes], appId));

    /// <summary>Whether the app may publish to a topic.</summary>
    public bool AllowsPublishing(string topic) => Allows(topic, _publishing);

    /// <summary>Whether the app may subscribe to a topic.</summary>
    public bool AllowsSubscribing(string topic) => Allows(topic, _subscribing);

    // A list of allowed topics is for all apps; an app that has a scope has nothing but what it names; a protected topic needs one.
    private bool Allows(string topic, HashSet<string>? scope)
    {
        if (_allowed.Count > 0 && !_allowed.Contains(topic))
            return false;
        return scope?.Contains(topic) ?? !_protected.Contains(topic);
    }

    private static HashSet<string>? Topics(string? text)
        => string.IsNullOrEmpty(text) ? null : [.. text.Replace(" ", "", StringComparison.Ordinal).Split(',')];

    private static HashSet<string>? OfApp(string? text, string appId)
    {
        HashSet<string>? topics = null;
        foreach (var app in (text ?? "").Replace(" ", "", StringComparison.Ordinal).Split(';'))
        {
            var parts = app.Split('=');
            if (parts.Length >= 2 && parts[0] == appId)
                (topics ??= []).UnionWith(parts[1].Split(','));
        }

        return topics;
    }
}

using System.Globalization;
using System.Text;
using Layotto.Components.PubSub;

namespace Layotto.Runtime.PubSub.Subscriptions;

/// <summary>What an app or an operator wants of a topic. It never changes.</summary>
public sealed class TopicSubscription
{
    /// <summary>The metadata key that bounds how many messages the app gets at once; one of ours, which no broker of Dapr's reads.</summary>
    public const string MaxConcurrencyKey = "maxConcurrency";

    private const int DefaultMaxMessages = 100;
    private static readonly TimeSpan DefaultMaxWait = TimeSpan.FromSeconds(1);

    /// <summary>Creates a subscription.</summary>
    /// <param name="pubSubName">The component.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="rules">Where events go, tried in order; the last one is the default, with an empty condition, where there is one.</param>
    /// <param name="origin">Who subscribed.</param>
    /// <param name="metadata">What the broker is told; null for nothing.</param>
    /// <param name="deadLetterTopic">The topic for what can't be delivered; empty for none.</param>
    /// <param name="bulk">How messages are gathered; null to deliver them one by one.</param>
    /// <exception cref="SubscriptionException">A setting in the metadata can't be read.</exception>
    public TopicSubscription(
        string pubSubName,
        string topic,
        IReadOnlyList<RoutingRule> rules,
        SubscriptionOrigin origin,
        IReadOnlyDictionary<string, string>? metadata = null,
        string deadLetterTopic = "",
        BulkSubscribeOptions? bulk = null)
    {
        PubSubName = pubSubName;
        Topic = topic;
        Rules = rules;
        Origin = origin;
        Metadata = metadata ?? PublishRequest.NoMetadata;
        DeadLetterTopic = deadLetterTopic;
        Bulk = bulk;
        if (!PublishMetadata.TryReadRaw(Metadata, out var isRaw, out var problem))
            throw new SubscriptionException($"The metadata of the subscription to {topic} of {pubSubName} can't be read: {problem}");
        IsRaw = isRaw;
        MaxConcurrency = ReadMaxConcurrency();
        Identity = Describe();
    }

    /// <summary>The component.</summary>
    public string PubSubName { get; }

    /// <summary>The topic.</summary>
    public string Topic { get; }

    /// <summary>Where events go.</summary>
    public IReadOnlyList<RoutingRule> Rules { get; }

    /// <summary>Who subscribed.</summary>
    public SubscriptionOrigin Origin { get; }

    /// <summary>What the broker is told.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The topic for what can't be delivered; empty for none.</summary>
    public string DeadLetterTopic { get; }

    /// <summary>How messages are gathered; null to deliver them one by one.</summary>
    public BulkSubscribeOptions? Bulk { get; }

    /// <summary>Whether messages come without an envelope.</summary>
    public bool IsRaw { get; }

    /// <summary>The most messages, or bulks of them, that the app gets at once; null where nothing was asked for.</summary>
    public int? MaxConcurrency { get; }

    /// <summary>Two subscriptions that say the same have the same one.</summary>
    internal string Identity { get; }

    /// <summary>How messages are gathered, with Dapr's figures where none were given: 100 messages, 1 second.</summary>
    /// <param name="maxMessages">The most messages at once; 0 or less for the default.</param>
    /// <param name="maxWaitMilliseconds">How long the first of them waits; 0 or less for the default.</param>
    public static BulkSubscribeOptions BulkOptions(int maxMessages, int maxWaitMilliseconds) => new(
        maxMessages > 0 ? maxMessages : DefaultMaxMessages,
        maxWaitMilliseconds > 0 ? TimeSpan.FromMilliseconds(maxWaitMilliseconds) : DefaultMaxWait);

    /// <summary>Whether another says the same.</summary>
    public bool IsSameAs(TopicSubscription other) => Identity == other.Identity;

    /// <inheritdoc/>
    public override string ToString() => $"topic {Topic} of {PubSubName}";

    private int? ReadMaxConcurrency()
    {
        foreach (var (key, value) in Metadata)
        {
            if (!key.Equals(MaxConcurrencyKey, StringComparison.OrdinalIgnoreCase) || value.Length == 0)
                continue;
            return int.TryParse(value.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var most) && most > 0
                ? most
                : throw new SubscriptionException(
                    $"The metadata \"{MaxConcurrencyKey}\" of the subscription to {Topic} of {PubSubName} is \"{value}\"; it must be a whole number of at least 1.");
        }

        return null;
    }

    private string Describe()
    {
        var text = new StringBuilder();
        void Add(string part) => text.Append(part.Length).Append(':').Append(part);
        Add(PubSubName);
        Add(Topic);
        Add(Origin.ToString());
        Add(DeadLetterTopic);
        Add(Bulk?.ToString() ?? "");
        foreach (var rule in Rules)
        {
            Add(rule.Match);
            Add(rule.Path);
        }

        Add("");
        foreach (var (key, value) in Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Add(key);
            Add(value);
        }

        return text.ToString();
    }
}

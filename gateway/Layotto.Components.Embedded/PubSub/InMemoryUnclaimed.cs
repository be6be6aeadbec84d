using Layotto.Components.PubSub;

namespace Layotto.Components.Embedded.PubSub;

/// <summary>
/// Messages that no subscription took when they were published: they wait a while for one, such as that of an app that is just starting.
/// Whoever uses it holds a lock.
/// </summary>
internal sealed class InMemoryUnclaimed(InMemoryPubSubSettings settings, TimeProvider time)
{
    private readonly LinkedList<(PubSubMessage Message, long Published)> _messages = new();
    private long _bytes;

    /// <summary>Keeps a message; the oldest ones make room for it.</summary>
    public void Add(PubSubMessage message)
    {
        Forget();
        if (settings.UnclaimedTimeout <= TimeSpan.Zero || message.Data.Length > settings.QueueBytes)
            return;
        _messages.AddLast((message, time.GetTimestamp()));
        _bytes += message.Data.Length;
        while (_messages.Count > settings.QueueMessages || _bytes > settings.QueueBytes)
            Remove(_messages.First!);
    }

    /// <summary>Takes the messages of a new subscription out, in the order of publication.</summary>
    public List<PubSubMessage> Claim(InMemoryTopic topic)
    {
        Forget();
        var claimed = new List<PubSubMessage>();
        for (var node = _messages.First; node is not null;)
        {
            var next = node.Next;
            if (topic.Matches(node.Value.Message.Topic))
            {
                claimed.Add(node.Value.Message);
                Remove(node);
            }

            node = next;
        }

        return claimed;
    }

    private void Forget()
    {
        while (_messages.First is { } first && time.GetElapsedTime(first.Value.Published) >= settings.UnclaimedTimeout)
            Remove(first);
    }

    private void Remove(LinkedListNode<(PubSubMessage Message, long Published)> node)
    {
        _bytes -= node.Value.Message.Data.Length;
        _messages.Remove(node);
    }
}

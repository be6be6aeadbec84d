using Layotto.Components.PubSub;

namespace Layotto.Components.Embedded.PubSub;

/// <summary>
/// Messages that no subscription took when they were published: they wait a while for one, such as that of an app that is just starting.
/// Whoever uses it holds a lock.
/// </summary>
internal sealed class InMemoryUnclaimed(InMemoryPubSubSettings settings, TimeProvider time)
{
    private readonly LinkedList<(PubSubMessage Message, PublicationReceipt? Receipt, long Published)> _messages = new();
    private long _bytes;

    /// <summary>Keeps a message; the oldest ones make room for it.</summary>
    public void Add(PubSubMessage message, PublicationReceipt? receipt)
    {
        Forget();
        if (settings.UnclaimedTimeout <= TimeSpan.Zero || message.Data.Length > settings.QueueBytes)
            return;
        receipt?.Open();
        _messages.AddLast((message, receipt, time.GetTimestamp()));
        _bytes += message.Data.Length;
        while (_messages.Count > settings.QueueMessages || _bytes > settings.QueueBytes)
            Drop(_messages.First!);
    }

    /// <summary>Takes the messages of a new subscription out, in the order of publication.</summary>
    public List<BufferedMessage> Claim(InMemoryTopic topic)
    {
        Forget();
        var claimed = new List<BufferedMessage>();
        for (var node = _messages.First; node is not null;)
        {
            var next = node.Next;
            if (topic.Matches(node.Value.Message.Topic))
            {
                claimed.Add(new BufferedMessage(node.Value.Message, node.Value.Receipt));
                Remove(node);
            }

            node = next;
        }

        return claimed;
    }

    /// <summary>Tells those who wait for the messages that all of them are lost.</summary>
    public void GiveUp()
    {
        foreach (var (_, receipt, _) in _messages)
            receipt?.GiveUp();
        _messages.Clear();
        _bytes = 0;
    }

    private void Forget()
    {
        while (_messages.First is { } first && time.GetElapsedTime(first.Value.Published) >= settings.UnclaimedTimeout)
            Drop(_messages.First!);
    }

    // It was published as well as it could be: nobody wanted it.
    private void Drop(LinkedListNode<(PubSubMessage Message, PublicationReceipt? Receipt, long Published)> node)
    {
        Remove(node);
        node.Value.Receipt?.Close();
    }

    private void Remove(LinkedListNode<(PubSubMessage Message, PublicationReceipt? Receipt, long Published)> node)
    {
        _bytes -= node.Value.Message.Data.Length;
        _messages.Remove(node);
    }
}

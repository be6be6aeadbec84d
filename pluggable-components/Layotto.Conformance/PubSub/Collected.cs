using System.Threading.Channels;
using Layotto.Components.PubSub;

namespace Layotto.Conformance.PubSub;

/// <summary>Messages that a subscription got.</summary>
internal sealed class Collected
{
    private readonly Channel<PubSubMessage> _messages = Channel.CreateUnbounded<PubSubMessage>();

    public Task TakeAsync(PubSubMessage message, CancellationToken cancellationToken)
    {
        _messages.Writer.TryWrite(message);
        return Task.CompletedTask;
    }

    public ValueTask<PubSubMessage> NextAsync(CancellationToken cancellationToken) => _messages.Reader.ReadAsync(cancellationToken);

    public async Task<List<string>> NextTextsAsync(int count, CancellationToken cancellationToken)
    {
        var texts = new List<string>();
        while (texts.Count < count)
            texts.Add(PubSubSubject.Text(await NextAsync(cancellationToken)));
        return texts;
    }

    public bool IsEmpty => !_messages.Reader.TryPeek(out _);
}

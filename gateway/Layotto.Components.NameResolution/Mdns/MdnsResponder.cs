using Layotto.Components.NameResolution.Mdns.Packets;

namespace Layotto.Components.NameResolution.Mdns;

/// <summary>Tells of this sidecar: when it comes, when it is asked for, and when it goes.</summary>
/// <remarks>There is no probing: the host's name and the process id make the name of an instance its own.</remarks>
internal sealed class MdnsResponder(IMdnsNetwork network, MdnsService service, TimeProvider timeProvider) : IAsyncDisposable
{
    /// <summary>The most answers in a second; whoever asks more often doesn't make this sidecar flood the network.</summary>
    public const int MaxAnswersPerSecond = 100;

    // A response without a question is sent twice, a second apart (RFC 6762 §8.3).
    private static readonly TimeSpan Repetition = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private ITimer? _repetition;
    private long _secondBegan = timeProvider.GetTimestamp();
    private int _answers;

    /// <summary>Tells everybody, twice.</summary>
    public void Announce()
    {
        network.Multicast(service.Announcement.Write());
        lock (_lock)
        {
            _repetition?.Dispose();
            _repetition = timeProvider.CreateTimer(
                static self => ((MdnsResponder)self!).Repeat(), this, Repetition, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Answers a query, if it asks for this sidecar.</summary>
    public void Answer(MdnsMessage query, MdnsOrigin origin)
    {
        if (query.IsProbe)
            return;
        foreach (var question in query.Questions)
        {
            if (service.Answer(question, query.Answers) is not { } answer)
                continue;
            if (!MayAnswer())
                return;

            // Who asks from the common port shares it with other processes, and an answer to it alone would reach any of them.
            if (origin.IsFullSpeaker)
                network.Multicast(answer.Write(), origin);
            else
                network.Send((answer with { Id = query.Id, Questions = [question with { WantsUnicast = false }] }).Write(), origin.Source);
        }
    }

    /// <summary>Says goodbye.</summary>
    public async ValueTask DisposeAsync()
    {
        ITimer? repetition;
        lock (_lock)
            repetition = _repetition;
        if (repetition is not null)
            await repetition.DisposeAsync().ConfigureAwait(false);
        network.Multicast(service.Goodbye.Write());
    }

    private void Repeat() => network.Multicast(service.Announcement.Write());

    private bool MayAnswer()
    {
        lock (_lock)
        {
            var now = timeProvider.GetTimestamp();
            if (timeProvider.GetElapsedTime(_secondBegan, now) >= TimeSpan.FromSeconds(1))
                (_secondBegan, _answers) = (now, 0);
            return _answers++ < MaxAnswersPerSecond;
        }
    }
}

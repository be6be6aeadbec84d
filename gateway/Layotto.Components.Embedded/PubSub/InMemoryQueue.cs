using System.Threading.Channels;
using Layotto.Components.PubSub;

namespace Layotto.Components.Embedded.PubSub;

/// <summary>
/// The messages of one subscription: those to be delivered in the order of publication, those that rest after a failure, and those
/// under way. All of them count against its bounds.
/// </summary>
internal sealed class InMemoryQueue : IDisposable
{
    private readonly Lock _lock = new();
    private readonly InMemoryPubSubSettings _settings;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Queue<InMemoryMessage> _fresh = new();
    private readonly PriorityQueue<InMemoryMessage, long> _rested = new();
    private readonly PriorityQueue<InMemoryMessage, (long Due, long Number)> _resting = new();
    private readonly Channel<bool> _pulse = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly List<TaskCompletionSource> _awaitingRoom = [];
    private readonly List<TaskCompletionSource> _awaitingIdle = [];
    private readonly HashSet<InMemoryMessage> _underWay = [];
    private long _numbers;
    private long _numbersBefore;
    private long _bytes;
    private int _messages;
    private bool _isPaused;
    private bool _isClosed;

    public InMemoryQueue(InMemoryPubSubSettings settings, TimeProvider time)
    {
        _settings = settings;
        _time = time;
        _timer = time.CreateTimer(static queue => ((InMemoryQueue)queue!).Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Puts a message at the end, once there is room. With a closed queue it does nothing.</summary>
    public async ValueTask AddAsync(PubSubMessage message, PublicationReceipt? receipt, CancellationToken cancellationToken)
    {
        while (!TryAdd(message, receipt, out var room))
        {
            try
            {
                await room!.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                lock (_lock)
                    _awaitingRoom.Remove(room!);
                throw;
            }
        }
    }

    /// <summary>Puts a message at the end if there is room. With a closed queue it does nothing.</summary>
    public bool TryAdd(PubSubMessage message, PublicationReceipt? receipt)
    {
        lock (_lock)
        {
            if (_isClosed)
                return true;
            if (_messages > 0 && (_messages >= _settings.QueueMessages || _bytes + message.Data.Length > _settings.QueueBytes))
                return false;
            receipt?.Open();
            _fresh.Enqueue(new InMemoryMessage(message, receipt, _numbers++));
            _messages++;
            _bytes += message.Data.Length;
        }

        _pulse.Writer.TryWrite(true);
        return true;
    }

    /// <summary>Waits for the next message.</summary>
    /// <returns>The message, or null once the queue is closed.</returns>
    public async ValueTask<InMemoryMessage?> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            lock (_lock)
            {
                if (_isClosed)
                {
                    _pulse.Writer.TryWrite(true);
                    return null;
                }

                if (TryTake() is { } message)
                    return message;
            }

            await _pulse.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes messages that are there or come in time, up to a number, behind one that is taken already.</summary>
    public async ValueTask GatherAsync(List<InMemoryMessage> messages, BulkSubscribeOptions options)
    {
        using var patience = new CancellationTokenSource(options.MaxWait, _time);
        try
        {
            while (messages.Count < options.MaxMessages && await TakeAsync(patience.Token).ConfigureAwait(false) is { } next)
                messages.Add(next);
        }
        catch (OperationCanceledException)
        {
            // Enough was waited.
        }
    }

    /// <summary>A message is done with.</summary>
    public void Acknowledge(InMemoryMessage message)
    {
        List<TaskCompletionSource> freed;
        lock (_lock)
        {
            // It may have been taken out while its handler went on.
            if (!_underWay.Remove(message))
                return;
            _messages--;
            _bytes -= message.Message.Data.Length;
            freed = TakeAll(_awaitingRoom);
            TellIdle();
        }

        message.Receipt?.Close();
        freed.ForEach(static waiting => waiting.TrySetResult());
    }

    /// <summary>A message is to be delivered again after a while.</summary>
    /// <param name="message">The message.</param>
    /// <param name="hasFailed">Whether its delivery failed; else it was given back.</param>
    public void Return(InMemoryMessage message, bool hasFailed)
    {
        lock (_lock)
        {
            if (!_underWay.Remove(message))
                return;
            if (hasFailed)
                message.Failures++;
            var wait = _settings.Backoff(message.Failures);
            _resting.Enqueue(message, (_time.GetTimestamp() + (long)(wait.TotalSeconds * _time.TimestampFrequency), message.Number));
            SetTimer();
            TellIdle();
        }
    }

    public void SetPaused(bool isPaused)
    {
        lock (_lock)
            _isPaused = isPaused;
        _pulse.Writer.TryWrite(true);
    }

    /// <summary>Waits until each message has been taken at least once and none is under way.</summary>
    public Task WaitIdleAsync(CancellationToken cancellationToken)
    {
        var idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _awaitingIdle.Add(idle);
            TellIdle();
        }

        return idle.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Takes out all that isn't acknowledged, in the order of publication. The queue is closed then.</summary>
    public List<BufferedMessage> TakeRest()
    {
        Dispose();
        lock (_lock)
        {
            var rest = _underWay.Concat(_fresh).Concat(_rested.UnorderedItems.Select(item => item.Element)).Concat(_resting.UnorderedItems.Select(item => item.Element))
                .OrderBy(message => message.Number).Select(message => new BufferedMessage(message.Message, message.Receipt)).ToList();
            _underWay.Clear();
            _fresh.Clear();
            _rested.Clear();
            _resting.Clear();
            (_messages, _bytes) = (0, 0);
            return rest;
        }
    }

    /// <summary>Puts messages that another queue held before all others, whether there is room or not.</summary>
    public void TakeOver(IReadOnlyList<BufferedMessage> messages)
    {
        lock (_lock)
        {
            _numbersBefore -= messages.Count;
            for (var index = 0; index < messages.Count; index++)
            {
                var number = _numbersBefore + index;
                _rested.Enqueue(new InMemoryMessage(messages[index].Message, messages[index].Receipt, number), number);
                _bytes += messages[index].Message.Data.Length;
            }

            _messages += messages.Count;
        }

        _pulse.Writer.TryWrite(true);
    }

    /// <summary>Gives no further message out and takes none in.</summary>
    public void Dispose()
    {
        List<TaskCompletionSource> waiting;
        lock (_lock)
        {
            _isClosed = true;
            waiting = [.. TakeAll(_awaitingRoom), .. TakeAll(_awaitingIdle)];
        }

        _pulse.Writer.TryWrite(true);
        waiting.ForEach(static one => one.TrySetResult());
        _timer.Dispose();
    }

    private bool TryAdd(PubSubMessage message, PublicationReceipt? receipt, out TaskCompletionSource? room)
    {
        room = null;
        lock (_lock)
        {
            if (TryAdd(message, receipt))
                return true;
            room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaitingRoom.Add(room);
            return false;
        }
    }

    // Under the lock. Whoever takes one of several messages wakes the next taker.
    private InMemoryMessage? TryTake()
    {
        var now = _time.GetTimestamp();
        while (_resting.TryPeek(out var rested, out var when) && when.Due <= now)
        {
            _resting.Dequeue();
            _rested.Enqueue(rested, rested.Number);
        }

        // What has been delivered before was published before all that hasn't.
        SetTimer();
        if (_isPaused || !(_rested.TryDequeue(out var message, out _) || _fresh.TryDequeue(out message)))
            return null;
        _underWay.Add(message);
        if (_fresh.Count + _rested.Count > 0)
            _pulse.Writer.TryWrite(true);
        return message;
    }

    private void SetTimer()
    {
        if (!_isClosed && _resting.TryPeek(out _, out var when))
        {
            var wait = TimeSpan.FromSeconds(Math.Max(0, when.Due - _time.GetTimestamp()) / (double)_time.TimestampFrequency);
            _timer.Change(wait + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        }
    }

    private void TellIdle()
    {
        if (_fresh.Count + _rested.Count == 0 && _underWay.Count == 0)
            TakeAll(_awaitingIdle).ForEach(static idle => idle.TrySetResult());
    }

    private void Wake() => _pulse.Writer.TryWrite(true);

    private static List<TaskCompletionSource> TakeAll(List<TaskCompletionSource> waiting)
    {
        List<TaskCompletionSource> taken = [.. waiting];
        waiting.Clear();
        return taken;
    }
}

using System.Threading.Tasks.Sources;

namespace Layotto.Http.Http2;

/// <summary>What the sender of a body waits for: that there is room for more of it, or that nobody takes any more.</summary>
/// <param name="isElsewhere">Whether what waited goes on elsewhere than where the signal is set.</param>
internal sealed class SendSignal(bool isElsewhere) : IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> _source = new() { RunContinuationsAsynchronously = isElsewhere };

    /// <summary>Begins a wait.</summary>
    public ValueTask WaitAsync()
    {
        _source.Reset();
        return new ValueTask(this, _source.Version);
    }

    /// <summary>Ends the wait.</summary>
    public void Set() => _source.SetResult(true);

    void IValueTaskSource.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _source.OnCompleted(continuation, state, token, flags);
}

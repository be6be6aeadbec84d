namespace Layotto.Http.Http2;

/// <summary>
/// Lets what waits for some streams go on, one after the other, on a thread of the pool. A thread for each would have more to do with changing
/// threads than with the responses; one for all of many would leave processors idle.
/// </summary>
internal sealed class WakeUp : IThreadPoolWorkItem
{
    private const int Most = 16;

    [ThreadStatic]
    private static WakeUp? _idle;

    private readonly Http2Stream?[] _streams = new Http2Stream?[Most];
    private int _count;

    /// <summary>Lets what waits for streams go on, soon.</summary>
    public static void Start(List<Http2Stream> streams)
    {
        for (var first = 0; first < streams.Count; first += Most)
        {
            var wakeUp = _idle ?? new WakeUp();
            _idle = null;
            wakeUp._count = Math.Min(Most, streams.Count - first);
            streams.CopyTo(first, wakeUp._streams!, 0, wakeUp._count);
            ThreadPool.UnsafeQueueUserWorkItem(wakeUp, preferLocal: true);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        for (var index = 0; index < _count; index++)
        {
            _streams[index]!.Wake(isElsewhere: false);
            _streams[index] = null;
        }

        _idle = this;
    }
}

namespace Layotto.Http.Http2;

/// <summary>
/// Lets what waits for some streams go on, on threads of the pool. A thread for each would have more to do with changing threads than with the
/// responses, so one goes through them all; but there is always another on its way that takes over what is left where one is held up.
/// </summary>
internal sealed class WakeUp : IThreadPoolWorkItem
{
    private readonly Http2Stream[] _streams;
    private int _next;
    private int _isHelpOnItsWay;

    private WakeUp(Http2Stream[] streams) => _streams = streams;

    /// <summary>Lets what waits for streams go on, soon.</summary>
    public static void Start(List<Http2Stream> streams) => ThreadPool.UnsafeQueueUserWorkItem(new WakeUp([.. streams]), preferLocal: true);

    void IThreadPoolWorkItem.Execute()
    {
        Volatile.Write(ref _isHelpOnItsWay, 0);
        for (var index = Take(); index < _streams.Length; index = Take())
        {
            if (index + 1 < _streams.Length && Interlocked.Exchange(ref _isHelpOnItsWay, 1) == 0)
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
            _streams[index].Wake(isElsewhere: false);
        }
    }

    private int Take() => Interlocked.Increment(ref _next) - 1;
}

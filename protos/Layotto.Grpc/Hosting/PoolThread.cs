using System.Runtime.CompilerServices;

namespace Layotto.Grpc.Hosting;

/// <summary>Awaited, it goes on on the thread pool; at once where it is there already.</summary>
internal readonly struct PoolThread : ICriticalNotifyCompletion
{
    public bool IsCompleted => Thread.CurrentThread.IsThreadPoolThread;

    public PoolThread GetAwaiter() => this;

    public void GetResult()
    {
        // Nothing was waited for.
    }

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation)
        => ThreadPool.UnsafeQueueUserWorkItem(static continuation => continuation(), continuation, preferLocal: false);
}

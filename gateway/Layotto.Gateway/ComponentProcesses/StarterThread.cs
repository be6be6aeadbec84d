using System.Collections.Concurrent;

namespace Layotto.Gateway.ComponentProcesses;

/// <summary>
/// A thread that lives as long as the gateway. The kernel kills a component's process at the death of the thread that started it, and
/// those of .NET's pool come and go.
/// </summary>
internal sealed class StarterThread : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];

    public StarterThread() => new Thread(Run) { IsBackground = true, Name = "component starter" }.Start();

    /// <summary>Has the thread do something.</summary>
    public Task<T> DoAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception exception)
            {
                done.SetException(exception);
            }
        });
        return done.Task;
    }

    /// <summary>Ends the thread, and with it the processes that it has started.</summary>
    public void Dispose() => _work.CompleteAdding();

    private void Run()
    {
        foreach (var action in _work.GetConsumingEnumerable())
            action();
        _work.Dispose();
    }
}

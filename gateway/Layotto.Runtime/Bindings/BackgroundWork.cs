namespace Layotto.Runtime.Bindings;

/// <summary>Tasks that nobody waits for until the end. What fails in them they tell themselves.</summary>
internal sealed class BackgroundWork
{
    private readonly Lock _lock = new();
    private readonly HashSet<Task> _tasks = [];

    /// <summary>Keeps a task until it is done.</summary>
    public void Add(Task task)
    {
        lock (_lock)
            _tasks.Add(task);
        _ = task.ContinueWith(Remove, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Waits for the tasks there are.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        Task[] tasks;
        lock (_lock)
            tasks = [.. _tasks];
        await ((Task)Task.WhenAll(tasks).WaitAsync(cancellationToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Remove(Task task)
    {
        lock (_lock)
            _tasks.Remove(task);
    }
}

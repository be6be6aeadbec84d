namespace Layotto.Components.Sqlite.Work;

/// <summary>Work that is done again and again. A turn that isn't over when the next is due leaves that one out.</summary>
internal sealed class SqliteTurn : IAsyncDisposable
{
    private readonly Func<CancellationToken, Task> _work;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ITimer _timer;
    private Task _running = Task.CompletedTask;

    /// <summary>Begins.</summary>
    /// <param name="interval">The time between the turns; the first comes after one.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="work">The work; it deals with its own errors.</param>
    public SqliteTurn(TimeSpan interval, TimeProvider timeProvider, Func<CancellationToken, Task> work)
    {
        _work = work;
        _timer = timeProvider.CreateTimer(static turn => ((SqliteTurn)turn!).Begin(), this, interval, interval);
    }

    /// <summary>The latest turn, which is over or still going on.</summary>
    public Task Running => Volatile.Read(ref _running);

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        await _stopping.CancelAsync();
        await Running;
        _stopping.Dispose();
    }

    private void Begin()
    {
        if (Running.IsCompleted && !_stopping.IsCancellationRequested)
            Volatile.Write(ref _running, RunAsync());
    }

    private async Task RunAsync()
    {
        try
        {
            await _work(_stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The component is being closed.
            return;
        }
    }
}

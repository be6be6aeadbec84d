namespace Layotto.Components.NameResolution.Mdns;

/// <summary>A first search for an app, which all who ask for it meanwhile wait for.</summary>
internal sealed class MdnsBrowse : IDisposable
{
    private static readonly TimeSpan Repetition = TimeSpan.FromMilliseconds(350);

    private readonly TaskCompletionSource<IReadOnlyList<string>> _found = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _repetition;
    private readonly ITimer _end;

    /// <summary>Creates a search.</summary>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="duration">How long to search.</param>
    /// <param name="ask">Asks once more, in case the first question was lost.</param>
    /// <param name="end">Is called when the time is over.</param>
    public MdnsBrowse(TimeProvider timeProvider, TimeSpan duration, Action ask, Action end)
    {
        _repetition = timeProvider.CreateTimer(static ask => ((Action)ask!)(), ask, Repetition, Timeout.InfiniteTimeSpan);
        _end = timeProvider.CreateTimer(static end => ((Action)end!)(), end, duration, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What was found.</summary>
    public Task<IReadOnlyList<string>> Found => _found.Task;

    public void Succeed(IReadOnlyList<string> addresses) => _found.TrySetResult(addresses);

    public void Fail(ComponentException reason) => _found.TrySetException(reason);

    public void Dispose()
    {
        _repetition.Dispose();
        _end.Dispose();
    }
}

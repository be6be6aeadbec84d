namespace Layotto.EndToEnd.Tests.Guarantees;

/// <summary>What becomes true in another process, which can't be waited for but by looking.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(20);

    /// <summary>Looks again and again.</summary>
    /// <exception cref="TimeoutException">It didn't become true in time; the message says how far it got.</exception>
    public static Task TrueAsync(Func<bool> condition, TimeSpan patience, Func<string> progress)
        => TrueAsync(() => Task.FromResult(condition()), patience, progress);

    /// <summary>Looks again and again.</summary>
    /// <exception cref="TimeoutException">It didn't become true in time; the message says how far it got.</exception>
    public static async Task TrueAsync(Func<Task<bool>> condition, TimeSpan patience, Func<string> progress)
    {
        using var deadline = new CancellationTokenSource(patience);
        using var timer = new PeriodicTimer(Between);
        try
        {
            while (!await condition())
                await timer.WaitForNextTickAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"It didn't happen within {patience}: {progress()}");
        }
    }
}

namespace Layotto.Pluggable.Sdk.Tests;

/// <summary>How long tests wait for what must happen.</summary>
internal static class Patience
{
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(60);

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static Task Soon(this Task task) => task.WaitAsync(Most, Cancellation);

    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Most, Cancellation);

    public static Task Soon(this ValueTask task) => task.AsTask().Soon();

    public static Task<T> Soon<T>(this ValueTask<T> task) => task.AsTask().Soon();

    /// <summary>Looks again and again until a condition holds.</summary>
    public static Task UntilAsync(Func<bool> condition, string what) => UntilAsync(() => Task.FromResult(condition()), what);

    /// <summary>Asks again and again until the answer is yes.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        deadline.CancelAfter(Most);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        try
        {
            while (!await condition())
                await timer.WaitForNextTickAsync(deadline.Token);
        }
        catch (OperationCanceledException) when (!Cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"It has not come to this: {what}.");
        }
    }
}

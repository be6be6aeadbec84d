namespace Layotto.Conformance.Tests;

/// <summary>How long tests wait for what must happen.</summary>
internal static class Deadlines
{
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(120);

    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Most, TestContext.Current.CancellationToken);
}

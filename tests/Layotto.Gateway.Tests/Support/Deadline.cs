namespace Layotto.Gateway.Tests.Support;

/// <summary>How long a test waits for what must happen.</summary>
internal static class Deadline
{
    public static readonly TimeSpan Default = TimeSpan.FromSeconds(30);

    public static Task<T> Within<T>(this Task<T> task) => task.WaitAsync(Default, TestContext.Current.CancellationToken);

    public static Task Within(this Task task) => task.WaitAsync(Default, TestContext.Current.CancellationToken);
}

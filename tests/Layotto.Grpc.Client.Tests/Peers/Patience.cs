namespace Layotto.Grpc.Client.Tests.Peers;

/// <summary>Deadlines of awaits.</summary>
internal static class Patience
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static Task Soon(this Task task) => task.WaitAsync(Limit, Cancellation);

    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Limit, Cancellation);
}

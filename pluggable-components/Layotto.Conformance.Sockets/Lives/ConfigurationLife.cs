using System.Globalization;
using Layotto.Components.Configuration;

namespace Layotto.Conformance.Sockets.Lives;

/// <summary>What becomes of subscriptions to configuration when their process comes and goes.</summary>
internal static class ConfigurationLife
{
    private const string Key = "life";

    public static ConformanceSuite<LifeSubject> Suite { get; } = new(
        "life",
        [
            new("a subscription goes on once a process that was killed is back", async (subject, cancellationToken) =>
            {
                await using var store = await subject.StartAsync<IConfigurationStore>(subject.NewName(), cancellationToken);
                await WriteAsync(subject, 0, cancellationToken);
                var told = "";
                await using var subscription = await store.SubscribeAsync([Key], new Dictionary<string, string>(), TellAsync, cancellationToken);
                await subject.KillAndStartAsync(cancellationToken);

                // What changes before the subscription is open again may be told with what comes after it.
                using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
                for (var number = 1; Volatile.Read(ref told).Length == 0; number++)
                {
                    await WriteAsync(subject, number, cancellationToken);
                    await timer.WaitForNextTickAsync(cancellationToken);
                }

                ValueTask TellAsync(IReadOnlyDictionary<string, ConfigurationItem> items, CancellationToken token)
                {
                    if (items.TryGetValue(Key, out var item) && item.Value != "0")
                        Volatile.Write(ref told, item.Value);
                    return ValueTask.CompletedTask;
                }
            }) { Obstacle = static subject => subject.Target.Options.WriteConfigurationAsync is null ? "nobody can write its items" : LifeSubject.NotStarted(subject) },
        ]);

    private static Task WriteAsync(LifeSubject subject, int number, CancellationToken cancellationToken)
    {
        var item = new ConfigurationItem { Value = number.ToString(CultureInfo.InvariantCulture) };
        return subject.Target.Options.WriteConfigurationAsync!(new Dictionary<string, ConfigurationItem> { [Key] = item }, cancellationToken);
    }
}

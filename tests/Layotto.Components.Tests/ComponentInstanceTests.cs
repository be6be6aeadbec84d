using Layotto.Components.Metadata;
using Layotto.Components.Specification;
using Xunit;

namespace Layotto.Components.Tests;

public sealed class ComponentInstanceTests
{
    private readonly ComponentInstance _instance = new(
        new ComponentSpecification { Name = "orders", Type = "state.x" },
        new ComponentDescriptor { Kind = ComponentKind.State, Name = "x", Summary = "For a test.", Create = () => throw new NotSupportedException() },
        null!,
        ComponentMetadata.Empty);

    [Fact]
    public void The_first_time_it_is_ready_is_no_recovery_and_each_return_is_one()
    {
        _instance.Report(ComponentHealth.Failed, "not there yet");
        _instance.Report(ComponentHealth.Ready);
        Assert.Equal(0, _instance.Recoveries);

        _instance.Report(ComponentHealth.Failed, "gone");
        Assert.Equal((ComponentHealth.Failed, "gone"), (_instance.Health, _instance.LastError));
        _instance.Report(ComponentHealth.Ready);
        _instance.Report(ComponentHealth.Ready);

        Assert.Equal((ComponentHealth.Ready, null, 1), (_instance.Health, _instance.LastError, _instance.Recoveries));
    }

    [Fact]
    public async Task A_recovery_that_several_tell_of_at_once_counts_once()
    {
        const int rounds = 60_000;
        const int reporters = 4;
        _instance.Report(ComponentHealth.Ready);
        using var barrier = new Barrier(reporters, _ => _instance.Report(ComponentHealth.Failed, "gone"));

        await Task.WhenAll(Enumerable.Range(0, reporters).Select(_ => Task.Factory.StartNew(
            () =>
            {
                for (var round = 0; round < rounds; round++)
                {
                    barrier.SignalAndWait(TestContext.Current.CancellationToken);
                    _instance.Report(ComponentHealth.Ready);
                }
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default))).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);

        Assert.Equal(rounds, _instance.Recoveries);
    }
}

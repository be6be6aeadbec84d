using Layotto.Components.State;
using Layotto.Conformance;
using Layotto.Conformance.State;
using Layotto.Pluggable.Tests.Processes;
using Layotto.Testing;

namespace Layotto.Pluggable.Tests.State;

/// <summary>The suite of state stores over an in-memory store in another process.</summary>
public sealed class PluggableStateConformanceTests : IDisposable
{
    private static readonly HashSet<string> Everything = [.. StateAbilities.All.Except([StateAbilities.DeleteWithPrefix, StateAbilities.KeysLike])];

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> Cases
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var services in new[] { "all services", "the state store alone" })
            {
                foreach (var one in StateConformance.Suite.Cases)
                    data.Add(services, one.Name);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Conforms(string services, string name)
    {
        var clock = new FakeTimeProvider();
        var hasAll = services == "all services";
        var states = new FakeStateService(clock)
        {
            Claimed = hasAll
                ? [StateFeatures.ETag, StateFeatures.Transactional, StateFeatures.TimeToLive, StateFeatures.Query]
                : [StateFeatures.ETag, StateFeatures.TimeToLive],
        };
        var path = _folder.File("store.sock");
        await using var process = await FakeProcess.ServeAsync(
            path, new Script(), hasAll ? [FakeStateService.Serve(states), FakeTransactionalService.Serve(states), FakeQueriableService.Serve(states)] : [FakeStateService.Serve(states)]);
        await using var store = await TestStore.StartAsync(path, clock);
        var abilities = hasAll ? Everything : [.. Everything.Except([StateAbilities.Transaction, StateAbilities.Query])];
        var subject = new StateStoreSubject
        {
            Store = store,
            Abilities = abilities,
            TimeProvider = clock,
            AdvanceAsync = (time, _) =>
            {
                clock.Advance(time);
                return Task.CompletedTask;
            },
        };

        var one = StateConformance.Suite[name];
        var result = await one.RunAsync(subject, TestContext.Current.CancellationToken);

        var applies = one.Needs.All(abilities.Contains) && !one.Lacks.Any(abilities.Contains);
        Assert.True(result.Outcome == (applies ? ConformanceOutcome.Passed : ConformanceOutcome.NotApplicable), result.Reason);
    }

    public void Dispose() => _folder.Dispose();
}

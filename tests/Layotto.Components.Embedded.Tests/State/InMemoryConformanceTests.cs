using Layotto.Components.Embedded.State;
using Layotto.Conformance;
using Layotto.Conformance.State;
using Layotto.Testing;

namespace Layotto.Components.Embedded.Tests.State;

public sealed class InMemoryConformanceTests
{
    public static TheoryData<string> Cases => [.. StateConformance.Suite.Cases.Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Conforms(string name)
    {
        var clock = new FakeTimeProvider();
        await using var store = new InMemoryStateStore();
        await store.InitializeAsync(TestContexts.Create(clock), TestContext.Current.CancellationToken);
        var subject = new StateStoreSubject
        {
            Store = store,
            Abilities = StateAbilities.All,
            TimeProvider = clock,
            AdvanceAsync = (time, _) =>
            {
                clock.Advance(time);
                return Task.CompletedTask;
            },
        };

        var result = await StateConformance.Suite[name].RunAsync(subject, TestContext.Current.CancellationToken);

        // All abilities are declared, so what doesn't apply is only what is about the lack of one.
        var expected = StateConformance.Suite[name].Lacks.Count > 0 ? ConformanceOutcome.NotApplicable : ConformanceOutcome.Passed;
        Assert.True(result.Outcome == expected, result.Reason);
    }
}

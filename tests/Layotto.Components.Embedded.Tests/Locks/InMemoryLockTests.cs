using Layotto.Components.Embedded.Locks;
using Layotto.Conformance;
using Layotto.Conformance.Locks;
using Layotto.Testing;

namespace Layotto.Components.Embedded.Tests.Locks;

public sealed class InMemoryLockTests
{
    public static TheoryData<string> Cases => [.. LockStoreConformance.Suite.Cases.Select(one => one.Name)];

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Conforms(string name)
    {
        var clock = new FakeTimeProvider();
        await using var store = await CreateAsync(clock);
        var subject = new LockStoreSubject
        {
            Store = store,
            AdvanceAsync = (time, _) =>
            {
                clock.Advance(time);
                return Task.CompletedTask;
            },
        };

        var result = await LockStoreConformance.Suite[name].RunAsync(subject, CancellationToken);

        Assert.True(result.Outcome == ConformanceOutcome.Passed, result.Reason);
    }

    [Fact]
    public async Task Expired_locks_are_forgotten()
    {
        var clock = new FakeTimeProvider();
        await using var store = await CreateAsync(clock);
        for (var index = 0; index < 10_000; index++)
        {
            Assert.True(await store.TryLockAsync($"resource-{index}", "owner", TimeSpan.FromSeconds(1), CancellationToken));
            clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.InRange(store.Count, 10, 100);
    }

    private static async Task<InMemoryLockStore> CreateAsync(TimeProvider clock)
    {
        var store = new InMemoryLockStore();
        await store.InitializeAsync(TestContexts.Create(clock), CancellationToken);
        return store;
    }
}

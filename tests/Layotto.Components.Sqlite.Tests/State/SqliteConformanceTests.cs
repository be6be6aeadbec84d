using Layotto.Components.Sqlite.State;
using Layotto.Conformance;
using Layotto.Conformance.State;
using Layotto.Testing;

namespace Layotto.Components.Sqlite.Tests.State;

public sealed class SqliteConformanceTests : IDisposable
{
    private static readonly HashSet<string> Abilities = [.. StateAbilities.All.Except([StateAbilities.DeleteWithPrefix])];

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> Cases
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var database in new[] { "write-ahead log", "rollback journal", "in memory" })
            {
                foreach (var one in StateConformance.Suite.Cases)
                    data.Add(database, one.Name);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Conforms(string database, string name)
    {
        var clock = new FakeTimeProvider();
        await using var store = new SqliteStateStore();
        Dictionary<string, string> metadata = new()
        {
            ["connectionString"] = database == "in memory" ? ":memory:" : _folder.File("state.db"),
            ["disableWAL"] = database == "rollback journal" ? "true" : "false",
        };
        await store.InitializeAsync(TestContexts.Create(metadata, clock), TestContext.Current.CancellationToken);
        var subject = new StateStoreSubject
        {
            Store = store,
            Abilities = Abilities,
            TimeProvider = clock,
            AdvanceAsync = (time, _) =>
            {
                clock.Advance(time);
                return Task.CompletedTask;
            },
        };

        var one = StateConformance.Suite[name];
        var result = await one.RunAsync(subject, TestContext.Current.CancellationToken);

        var applies = one.Needs.All(Abilities.Contains) && !one.Lacks.Any(Abilities.Contains);
        Assert.True(result.Outcome == (applies ? ConformanceOutcome.Passed : ConformanceOutcome.NotApplicable), result.Reason);
    }

    public void Dispose() => _folder.Dispose();
}

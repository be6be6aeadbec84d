using Layotto.Components.Embedded.Configuration;
using Layotto.Conformance;
using Layotto.Conformance.Configuration;
using Layotto.Testing;

namespace Layotto.Components.Embedded.Tests.Configuration;

public sealed class InMemoryConfigurationTests
{
    public static TheoryData<string> Cases => [.. ConfigurationStoreConformance.Suite.Cases.Select(one => one.Name)];

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Conforms(string name)
    {
        await using var store = new InMemoryConfigurationStore();
        await store.InitializeAsync(TestContexts.Create(), CancellationToken);
        var subject = new ConfigurationStoreSubject
        {
            Store = store,
            Abilities = new HashSet<string> { ConfigurationAbilities.VersionsAndMetadata },
            WriteAsync = (items, _) =>
            {
                store.Replace(items);
                return Task.CompletedTask;
            },
        };

        var result = await ConfigurationStoreConformance.Suite[name].RunAsync(subject, CancellationToken);

        Assert.True(result.Outcome == ConformanceOutcome.Passed, result.Reason);
    }

    [Fact]
    public async Task Metadata_keys_are_the_items()
    {
        await using var store = new InMemoryConfigurationStore();
        await store.InitializeAsync(TestContexts.Create([new("color", "blue"), new("size", "10")]), CancellationToken);

        var items = await store.GetAsync([], new Dictionary<string, string>(), CancellationToken);

        Assert.Equal(["color=blue", "size=10"], items.Select(item => $"{item.Key}={item.Value.Value}").Order(StringComparer.Ordinal));
    }
}

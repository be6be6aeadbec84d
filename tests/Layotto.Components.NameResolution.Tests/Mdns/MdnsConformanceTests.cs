using Layotto.Components.NameResolution.Mdns;
using Layotto.Conformance;
using Layotto.Conformance.NameResolution;
using Layotto.Testing;

namespace Layotto.Components.NameResolution.Tests.Mdns;

public sealed class MdnsConformanceTests
{
    private static readonly HashSet<string> Abilities =
        [NameResolverAbilities.Registers, NameResolverAbilities.Deregisters, NameResolverAbilities.KnowsApps];

    public static TheoryData<string> Cases => [.. NameResolverConformance.Suite.Cases.Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Conforms(string name)
    {
        var subject = new NameResolverSubject
        {
            Abilities = Abilities,
            CreateAsync = async cancellationToken =>
            {
                var resolver = new MdnsNameResolver();
                await resolver.InitializeAsync(TestContexts.Create(), cancellationToken);
                return resolver;
            },
        };

        var one = NameResolverConformance.Suite[name];
        var result = await one.RunAsync(subject, TestContext.Current.CancellationToken);

        var applies = one.Needs.All(Abilities.Contains) && !one.Lacks.Any(Abilities.Contains);
        Assert.True(result.Outcome == (applies ? ConformanceOutcome.Passed : ConformanceOutcome.NotApplicable), result.Reason);
    }
}

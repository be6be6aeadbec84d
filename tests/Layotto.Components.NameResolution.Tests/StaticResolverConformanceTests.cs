using Layotto.Components.NameResolution.Files;
using Layotto.Components.NameResolution.HostNames;
using Layotto.Conformance;
using Layotto.Conformance.NameResolution;
using Layotto.Testing;
using Layotto.Testing.Doubles;

namespace Layotto.Components.NameResolution.Tests;

/// <summary>The resolvers that don't register: somebody else says where sidecars are.</summary>
public sealed class StaticResolverConformanceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeHosts _hosts = new();

    public static TheoryData<string, string> Cases
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var resolver in new[] { "file", "dns", "kubernetes", "nameformat" })
            {
                foreach (var one in NameResolverConformance.Suite.Cases)
                    data.Add(resolver, one.Name);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Conforms(string kind, string name)
    {
        HashSet<string> abilities = kind == "nameformat" ? [] : [NameResolverAbilities.KnowsApps];
        _hosts["orders"] = ["fd00::7", "fd00::8"];
        _hosts["orders-dapr.shop.svc.cluster.local"] = ["fd00::7", "fd00::8"];
        Dictionary<string, string> metadata = kind switch
        {
            "file" => new() { ["path"] = _folder.Write("sidecars", "orders: fd00::7, '[fd00::8]:50002'") },
            "kubernetes" => new() { ["template"] = "{{.ID}}-dapr.shop.svc.cluster.local" },
            "nameformat" => new() { ["format"] = "{appid}.internal" },
            _ => [],
        };
        var subject = new NameResolverSubject
        {
            Abilities = abilities,
            KnownAppId = "orders",
            KnownAddresses = kind == "nameformat" ? ["orders.internal:50002"] : ["[fd00::7]:50002", "[fd00::8]:50002"],
            CreateAsync = async cancellationToken =>
            {
                INameResolver resolver = kind switch
                {
                    "file" => new FileNameResolver(),
                    "dns" => new DnsNameResolver(_hosts.ResolveAsync),
                    "kubernetes" => new KubernetesNameResolver(_hosts.ResolveAsync),
                    _ => new NameFormatResolver(),
                };
                await resolver.InitializeAsync(TestContexts.Create(metadata), cancellationToken);
                return resolver;
            },
        };

        var one = NameResolverConformance.Suite[name];
        var result = await one.RunAsync(subject, TestContext.Current.CancellationToken);

        var applies = one.Needs.All(abilities.Contains) && !one.Lacks.Any(abilities.Contains);
        Assert.True(result.Outcome == (applies ? ConformanceOutcome.Passed : ConformanceOutcome.NotApplicable), result.Reason);
    }

    public void Dispose() => _folder.Dispose();
}

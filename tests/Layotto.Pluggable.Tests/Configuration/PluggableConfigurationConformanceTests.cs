using Layotto.Components;
using Layotto.Components.Configuration;
using Layotto.Conformance;
using Layotto.Conformance.Configuration;
using Layotto.Pluggable.Tests.Processes;
using Layotto.Testing;
using WireItem = Layotto.Protos.Components.V1.ConfigurationItem;

namespace Layotto.Pluggable.Tests.Configuration;

/// <summary>The suite of configuration stores over one in another process.</summary>
public sealed class PluggableConfigurationConformanceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Cases => [.. ConfigurationStoreConformance.Suite.Cases.Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Conforms(string name)
    {
        var service = new FakeConfigurationService();
        var path = _folder.File("store.sock");
        await using var process = await FakeProcess.ServeAsync(path, new Script(), [FakeConfigurationService.Serve(service)]);
        await using var store = await TestComponents.StartAsync<IConfigurationStore>(path, ComponentKind.Configuration);
        var subject = new ConfigurationStoreSubject
        {
            Store = store,
            Abilities = new HashSet<string> { ConfigurationAbilities.VersionsAndMetadata },
            WriteAsync = (items, _) =>
            {
                service.Write(items.ToDictionary(item => item.Key, item => ToWire(item.Value)));
                return Task.CompletedTask;
            },
        };

        var result = await ConfigurationStoreConformance.Suite[name].RunAsync(subject, TestContext.Current.CancellationToken);

        Assert.True(result.Outcome == ConformanceOutcome.Passed, result.Reason);
    }

    public void Dispose() => _folder.Dispose();

    private static WireItem ToWire(ConfigurationItem item)
    {
        var wire = new WireItem { Value = item.Value, Version = item.Version };
        foreach (var (key, value) in item.Metadata)
            wire.Metadata.Add(key, value);
        return wire;
    }
}

using System.Text.Json;
using Layotto.Components;
using Layotto.Components.Configuration;

namespace Layotto.Conformance.Tests;

/// <summary>The samples on plain grpcio.</summary>
public sealed class PythonSampleTests : SampleTests
{
    private const string Python = "/usr/bin/python3 python/";

    [Fact]
    public Task State_store_conforms() => ConformsAsync(ComponentKind.State, Python + "state_store.py sample", (options, folder) => options with
    {
        Metadata = new Dictionary<string, string> { ["path"] = folder.File("a.db") },
        SecondMetadata = new Dictionary<string, string> { ["path"] = folder.File("b.db") },
        IsDurable = true,
        Abilities = Words("bulk-snapshot"),
    });

    [Fact]
    public Task Broker_conforms() => ConformsAsync(
        ComponentKind.PubSub, Python + "pubsub.py sample", (options, _) => options with { Abilities = Words("isolation", "hand-on") });

    [Fact]
    public Task Binding_conforms() => ConformsAsync(ComponentKind.Bindings, Python + "binding.py sample", (options, _) => options with { Trigger = "create" });

    [Fact]
    public async Task Configuration_store_conforms()
    {
        var report = await ConformsAsync(
            ComponentKind.Configuration,
            Python + "configuration_store.py sample",
            (options, folder) => options with
            {
                Metadata = new Dictionary<string, string> { ["path"] = folder.Write("items.json", "{}") },
                WriteConfigurationAsync = (items, token) => WriteAsync(folder.File("items.json"), items, token),
                Without = Words("versions-and-metadata"),
            });

        var life = Assert.Single(report.Entries, entry => entry.Suite == "life");
        Assert.Equal(ConformanceOutcome.Passed, life.Result.Outcome);
    }

    private static async Task WriteAsync(string path, IReadOnlyDictionary<string, ConfigurationItem> items, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(path + ".new", JsonSerializer.Serialize(items.ToDictionary(item => item.Key, item => item.Value.Value)), cancellationToken);
        File.Move(path + ".new", path, overwrite: true);
    }
}

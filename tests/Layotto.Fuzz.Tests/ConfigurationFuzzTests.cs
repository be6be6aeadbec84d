using System.Diagnostics;
using System.Text;
using Layotto.Components;
using Layotto.Components.Embedded;
using Layotto.Components.Metadata;
using Layotto.Components.Sqlite;
using Layotto.Dapr.Resources.Checking;
using Layotto.Dapr.Resources.Configurations;
using Layotto.Dapr.Resources.Loading;
using Layotto.Testing.Processes;
using Xunit;

namespace Layotto.Fuzz.Tests;

/// <summary>Mutated YAML and mutated metadata: every problem is reported as a problem, in bounded time, and nothing is thrown.</summary>
public sealed class ConfigurationFuzzTests(ITestOutputHelper output)
{
    private static readonly TimeSpan LongestInput = TimeSpan.FromSeconds(10);

    private static readonly string[] MetadataValues = ["1h30m", "10", "-5", "true", "maybe", "10Ki", "9999999999999999999", "1e9", "", " ", "µs", "file.db"];

    [Fact]
    public void Mutated_resources_are_read_or_reported()
    {
        var budget = new FuzzBudget(output);
        var mutator = new Mutator(budget.Seed);
        var seeds = SeedDocuments();
        using var folder = new TemporaryDirectory();
        var file = Path.Combine(folder.Path, "resources.yaml");
        var checker = new ResourceChecker(Catalogue());
        var (inputs, problems) = (0, 0);
        for (; budget.IsLeft; inputs++)
        {
            File.WriteAllBytes(file, mutator.Mutate(mutator.Pick(seeds)));
            var start = Stopwatch.GetTimestamp();
            problems += new ResourceLoader("app").Load([folder.Path]).Problems.Count;
            problems += ConfigurationLoader.Load([file]).Problems.Count;
            problems += checker.Check([folder.Path]).Problems.Count;
            Assert.True(Stopwatch.GetElapsedTime(start) < LongestInput, $"seed {budget.Seed}, input {inputs} took too long");
        }

        output.WriteLine($"{inputs} files, {problems} problems reported");
        Assert.True(problems > 0, "no problem was reported");
    }

    [Fact]
    public void Mutated_metadata_is_bound_or_reported()
    {
        var budget = new FuzzBudget(output);
        var mutator = new Mutator(budget.Seed);
        var descriptors = Catalogue().All;
        var (inputs, problems) = (0, 0);
        for (; budget.IsLeft; inputs++)
        {
            var descriptor = mutator.Pick(descriptors);
            if (descriptor.Schema.Fields.Count == 0)
                continue;
            var metadata = new ComponentMetadata(descriptor.Schema.Fields
                .Where(_ => !mutator.Once(3))
                .Select(field => KeyValuePair.Create(
                    mutator.Once(5) ? field.Name.ToUpperInvariant() : field.Name,
                    Encoding.UTF8.GetString(mutator.Mutate(Encoding.UTF8.GetBytes(mutator.Pick(MetadataValues)))))));
            problems += descriptor.Schema.Check(metadata).Count;
        }

        output.WriteLine($"{inputs} sets, {problems} problems reported");
        Assert.True(problems > 0, "no problem was reported");
    }

    private static byte[][] SeedDocuments()
        => [.. Directory.GetFiles(Path.Combine(RepositoryRoot.Path, "components-yaml"), "*.yaml", SearchOption.AllDirectories)
            .Concat(Directory.GetFiles(Path.Combine(RepositoryRoot.Path, "tests", "Layotto.Dapr.Resources.Tests", "cases"), "*.txt", SearchOption.AllDirectories))
            .Select(File.ReadAllBytes)];

    private static ComponentCatalogue Catalogue()
    {
        var catalogue = new ComponentCatalogue();
        EmbeddedComponents.Register(catalogue);
        SqliteComponents.Register(catalogue);
        return catalogue;
    }

    private sealed class TemporaryDirectory : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("layotto-fuzz-");

        public string Path => _folder.FullName;

        public void Dispose() => _folder.Delete(recursive: true);
    }
}

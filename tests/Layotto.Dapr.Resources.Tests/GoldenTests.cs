using Layotto.Components;
using Layotto.Components.Metadata;
using Layotto.Dapr.Resources.Checking;
using Layotto.Dapr.Resources.Configurations;
using Layotto.Dapr.Resources.Loading;

namespace Layotto.Dapr.Resources.Tests;

public sealed class GoldenTests
{
    private static readonly Dictionary<string, string> Variables = new()
    {
        ["COLLECTOR"] = "collector:4317",
        ["FLAG"] = "true",
        ["LISTED"] = "[a, b]",
    };

    public static TheoryData<string> LoadCases => GoldenCase.NamesOf("load");

    public static TheoryData<string> ConfigurationCases => GoldenCase.NamesOf("config");

    public static TheoryData<string> CheckCases => GoldenCase.NamesOf("check");

    [Theory]
    [MemberData(nameof(LoadCases))]
    public void Folders_are_loaded_as_the_case_says(string name)
    {
        using var golden = GoldenCase.Open("load", name);
        var @namespace = name.StartsWith("namespace", StringComparison.Ordinal) ? "shop" : "";
        var folders = golden.Files.Select(file => Path.GetDirectoryName(file)!).Distinct().ToList();

        var result = new ResourceLoader("checkout", @namespace).Load(folders);

        golden.Verify(Description.Of(result.Problems) + Description.Of("resources", result.Resources));
    }

    [Theory]
    [MemberData(nameof(ConfigurationCases))]
    public void Configurations_are_read_as_the_case_says(string name)
    {
        using var golden = GoldenCase.Open("config", name);

        var result = ConfigurationLoader.Load(golden.Files, Variables.GetValueOrDefault);

        golden.Verify(Description.Of(result.Problems) + Description.Of("configuration", result.Configuration));
    }

    [Theory]
    [MemberData(nameof(CheckCases))]
    public void Folders_are_checked_as_the_case_says(string name)
    {
        using var golden = GoldenCase.Open("check", name);

        var result = new ResourceChecker(Catalogue(), Variables.GetValueOrDefault).Check([golden.Folder]);

        golden.Verify(Description.Of(result.Problems));
    }

    [Fact]
    public void A_file_given_by_itself_or_twice_is_checked_once()
    {
        using var golden = GoldenCase.Open("check", "good");

        var result = new ResourceChecker(Catalogue(), Variables.GetValueOrDefault).Check([golden.Files[0], golden.Folder]);

        Assert.Equal((1, 3), (result.Files, result.Resources));
        Assert.Empty(result.Problems);
    }

    internal static ComponentCatalogue Catalogue()
    {
        var catalogue = new ComponentCatalogue();
        Add(ComponentKind.State, "redis", new MetadataSchema(
            MetadataField.Text("redisHost", "The server's address.") with { IsRequired = true },
            MetadataField.Text("redisPassword", "The password.") with { IsSensitive = true },
            MetadataField.Boolean("enableTLS", "Whether to use TLS."),
            MetadataField.Integer("redisDB", "The database.", 0, 0, 15),
            MetadataField.Duration("dialTimeout", "How long connecting may take.", TimeSpan.FromSeconds(5))));
        Add(ComponentKind.State, "in-memory", MetadataSchema.Empty);
        Add(ComponentKind.PubSub, "in-memory", MetadataSchema.Empty);
        Add(ComponentKind.HttpMiddleware, "ratelimit", MetadataSchema.Empty);
        Add(ComponentKind.SecretStore, "local.env", MetadataSchema.Empty);
        Add(ComponentKind.SecretStore, "vault", new MetadataSchema(MetadataField.Text("vaultToken", "The token.") with { IsSensitive = true }));
        return catalogue;

        void Add(ComponentKind kind, string name, MetadataSchema schema)
            => catalogue.Add(new ComponentDescriptor
            {
                Kind = kind,
                Name = name,
                Summary = "A component of the tests.",
                Schema = schema,
                Create = () => throw new InvalidOperationException("Checking makes no instance."),
            });
    }
}

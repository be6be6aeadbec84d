using Layotto.Components.Embedded.Secrets;
using Layotto.Components.Secrets;
using Layotto.Conformance;
using Layotto.Conformance.Secrets;
using Layotto.Testing;

namespace Layotto.Components.Embedded.Tests.Secrets;

public sealed class LocalSecretConformanceTests : IDisposable
{
    private const string Json = """{"conftestsecret":"abcd","secondsecret":"efgh"}""";

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> Cases
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var store in new[] { "file", "file with several values", "environment", "environment with a prefix" })
            {
                foreach (var one in SecretStoreConformance.Suite.Cases)
                    data.Add(store, one.Name);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Conforms(string kind, string name)
    {
        var subject = await CreateAsync(kind);
        await using var store = subject.Store;
        var one = SecretStoreConformance.Suite[name];

        var result = await one.RunAsync(subject, TestContext.Current.CancellationToken);

        var applies = one.Needs.All(subject.Abilities.Contains) && !one.Lacks.Any(subject.Abilities.Contains);
        Assert.True(result.Outcome == (applies ? ConformanceOutcome.Passed : ConformanceOutcome.NotApplicable), result.Reason);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<SecretStoreSubject> CreateAsync(string kind)
    {
        var isFile = kind.StartsWith("file", StringComparison.Ordinal);
        var hasSeveralValues = kind == "file with several values";
        var prefix = kind == "environment with a prefix" ? "LAYOTTO_CONFORMANCE_" : "";
        var metadata = new Dictionary<string, string>();
        if (isFile)
        {
            metadata["secretsFile"] = _folder.Write("secrets.json", Json);
            metadata["multiValued"] = hasSeveralValues ? "true" : "false";
        }
        else
        {
            metadata["prefix"] = prefix;
            Environment.SetEnvironmentVariable(prefix + "conftestsecret", "abcd");
            Environment.SetEnvironmentVariable(prefix + "secondsecret", "efgh");
        }

        ISecretStore store = isFile ? new LocalFileSecretStore() : new LocalEnvironmentSecretStore();
        await store.InitializeAsync(TestContexts.Create(metadata), TestContext.Current.CancellationToken);
        HashSet<string> abilities = [SecretStoreAbilities.Bulk];
        if (isFile)
            abilities.Add(SecretStoreAbilities.MissingIsError);
        if (hasSeveralValues)
            abilities.Add(SecretStoreAbilities.MultipleValues);
        return new SecretStoreSubject { Store = store, Abilities = abilities };
    }
}

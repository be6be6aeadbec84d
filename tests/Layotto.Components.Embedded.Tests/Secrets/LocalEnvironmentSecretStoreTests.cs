using Layotto.Components.Embedded.Secrets;
using Layotto.Testing;
using Microsoft.Extensions.Logging;

namespace Layotto.Components.Embedded.Tests.Secrets;

public sealed class LocalEnvironmentSecretStoreTests
{
    private static readonly Dictionary<string, string> NoMetadata = [];

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "APP_API_TOKEN")]
    [InlineData("", "app_api_token")]
    [InlineData("", "DAPR_TEST_SECRET")]
    [InlineData("", "dapr_test_secret")]
    [InlineData("DAPR_", "TEST_SECRET")]
    [InlineData("DA", "PR_TEST_SECRET")]
    public async Task Variables_of_the_gateway_are_never_handed_out(string prefix, string name)
    {
        foreach (var variable in new[] { "APP_API_TOKEN", "app_api_token", "DAPR_TEST_SECRET", "dapr_test_secret" })
            Environment.SetEnvironmentVariable(variable, "geheim");
        var logger = new RecordingLogger();
        await using var store = await CreateAsync(prefix, logger);

        Assert.Equal("", (await store.GetAsync(name, NoMetadata, CancellationToken))[name]);

        Assert.DoesNotContain(name, (await store.GetAllAsync(NoMetadata, CancellationToken)).Keys);
        var (level, message) = Assert.Single(logger.Entries);
        Assert.Equal(LogLevel.Warning, level);
        Assert.Contains(prefix + name, message, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prefix_limits_what_is_seen_and_is_left_out_of_names()
    {
        Environment.SetEnvironmentVariable("LAYOTTO_PREFIX_A", "1");
        Environment.SetEnvironmentVariable("LAYOTTO_PREFIX_", "2");
        Environment.SetEnvironmentVariable("layotto_prefix_b", "3");
        await using var store = await CreateAsync("LAYOTTO_PREFIX_");

        Assert.Equal("1", (await store.GetAsync("A", NoMetadata, CancellationToken))["A"]);
        Assert.Equal(["A"], (await store.GetAllAsync(NoMetadata, CancellationToken)).Keys);
    }

    [Theory]
    [InlineData("")]
    [InlineData("A=B")]
    [InlineData("A\0B")]
    public async Task Name_that_no_variable_can_have_reads_as_empty(string name)
    {
        await using var store = await CreateAsync("");

        Assert.Equal("", (await store.GetAsync(name, NoMetadata, CancellationToken))[name]);
    }

    private static async Task<LocalEnvironmentSecretStore> CreateAsync(string prefix, ILogger? logger = null)
    {
        var store = new LocalEnvironmentSecretStore();
        await store.InitializeAsync(TestContexts.Create([new("prefix", prefix)], logger: logger), CancellationToken);
        return store;
    }
}

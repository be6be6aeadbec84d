using Layotto.Components.Embedded.Secrets;
using Layotto.Testing;

namespace Layotto.Components.Embedded.Tests.Secrets;

public sealed class LocalFileSecretStoreTests : IDisposable
{
    private const string Nested =
        """
        {
          "plain": "a",
          "db": {"user": "u", "deep": {"password": "p"}, "hosts": ["h0", {"name": "h1"}]},
          "number": 12.50, "yes": true, "nothing": null, "empty": "", "list": ["x"]
        }
        """;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nested_members_become_secrets_of_joined_names()
    {
        var all = await ReadAllAsync(Nested);

        Assert.Equal(
            [
                "db:deep:password=p", "db:hosts:0=h0", "db:hosts:1:name=h1", "db:user=u", "empty=", "list:0=x", "number=12.50", "plain=a", "yes=true",
            ],
            all.Select(secret => $"{secret.Key}={secret.Value[secret.Key]}").Order(StringComparer.Ordinal));
        Assert.All(all.Values, values => Assert.Single(values));
    }

    [Fact]
    public async Task Separator_can_be_chosen()
        => Assert.Contains("db.deep.password", (await ReadAllAsync(Nested, ("nestedSeparator", "."))).Keys);

    [Fact]
    public async Task Top_members_become_secrets_with_several_values()
    {
        var all = await ReadAllAsync(Nested, ("multiValued", "true"));

        Assert.Equal(["db", "empty", "list", "number", "plain", "yes"], all.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(
            ["deep:password=p", "hosts:0=h0", "hosts:1:name=h1", "user=u"],
            all["db"].Select(value => $"{value.Key}={value.Value}").Order(StringComparer.Ordinal));
        Assert.Equal("a", Assert.Single(all["plain"], value => value.Key == "plain").Value);
    }

    [Fact]
    public async Task Missing_secret_is_named_in_the_error()
    {
        await using var store = await CreateAsync(Nested);

        var exception = await Assert.ThrowsAsync<ComponentException>(
            async () => await store.GetAsync("nothing", new Dictionary<string, string>(), CancellationToken));

        Assert.Equal("secret nothing not found", exception.Message);
    }

    [Fact]
    public async Task Byte_order_mark_is_passed_over()
    {
        var path = _folder.File("secrets.json");
        await File.WriteAllBytesAsync(path, [0xEF, 0xBB, 0xBF, .. """{"a":"b"}"""u8], CancellationToken);
        await using var store = new LocalFileSecretStore();
        await store.InitializeAsync(TestContexts.Create([new("secretsFile", path)]), CancellationToken);

        Assert.Equal("b", (await store.GetAsync("a", new Dictionary<string, string>(), CancellationToken))["a"]);
    }

    [Theory]
    [InlineData("", "line 1, byte 1")]
    [InlineData("{\n  \"a\": \"geheim\n}", "line 2")]
    [InlineData("{\n  \"a\": \"geheim\",\n}", "line 3, byte 1")]
    [InlineData("{\"a\": geheim}", "line 1")]
    [InlineData("[\"geheim\"]", "JSON object")]
    [InlineData("\"geheim\"", "JSON object")]
    [InlineData("{\"a\":\"geheim\",\"a\":\"geheim\"}", "\"a\" twice")]
    [InlineData("{\"a\":{\"b\":\"geheim\"},\"a:b\":\"geheim\"}", "\"a:b\" twice")]
    [InlineData("{\"a\":\"\\ud800geheim\"}", "Unicode")]
    public async Task Wrong_file_is_refused_with_its_name_and_place_and_without_its_content(string content, string expected)
    {
        var exception = await Assert.ThrowsAsync<ComponentException>(async () => await CreateAsync(content));

        Assert.Contains(_folder.File("secrets.json"), exception.Message, StringComparison.Ordinal);
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_beyond_the_bounds_is_refused()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", SecretsFile.MaxDepth + 1)) + "1" + new string('}', SecretsFile.MaxDepth + 1);
        Assert.Contains("deeper than", (await Assert.ThrowsAsync<ComponentException>(async () => await CreateAsync(deep))).Message, StringComparison.Ordinal);

        var large = "{\"a\":\"" + new string('x', SecretsFile.MaxBytes) + "\"}";
        Assert.Contains("larger than", (await Assert.ThrowsAsync<ComponentException>(async () => await CreateAsync(large))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_file_and_folder_are_refused()
    {
        Assert.Contains("doesn't exist", await ErrorOfAsync(_folder.File("missing.json")), StringComparison.Ordinal);
        Assert.Contains("doesn't exist", await ErrorOfAsync(_folder.File("missing/secrets.json")), StringComparison.Ordinal);
        Assert.Contains("it is a folder", await ErrorOfAsync(_folder.Path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_setting_is_refused()
    {
        await using var store = new LocalFileSecretStore();

        var exception = await Assert.ThrowsAsync<MetadataException>(
            async () => await store.InitializeAsync(TestContexts.Create(), CancellationToken));

        Assert.Contains("secretsFile", exception.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<string> ErrorOfAsync(string path)
    {
        await using var store = new LocalFileSecretStore();
        var exception = await Assert.ThrowsAsync<ComponentException>(
            async () => await store.InitializeAsync(TestContexts.Create([new("secretsFile", path)]), CancellationToken));
        Assert.Contains(path, exception.Message, StringComparison.Ordinal);
        return exception.Message;
    }

    private async Task<LocalFileSecretStore> CreateAsync(string content, params (string Key, string Value)[] settings)
    {
        var store = new LocalFileSecretStore();
        var metadata = settings.ToDictionary(setting => setting.Key, setting => setting.Value);
        metadata["secretsFile"] = _folder.Write("secrets.json", content);
        await store.InitializeAsync(TestContexts.Create(metadata), CancellationToken);
        return store;
    }

    private async Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> ReadAllAsync(
        string content, params (string Key, string Value)[] settings)
    {
        await using var store = await CreateAsync(content, settings);
        return await store.GetAllAsync(new Dictionary<string, string>(), CancellationToken);
    }
}

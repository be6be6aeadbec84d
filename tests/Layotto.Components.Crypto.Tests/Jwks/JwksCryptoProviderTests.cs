using System.Net;
using System.Net.Sockets;
using System.Text;
using Layotto.Components.Crypto.Jwks;
using Layotto.Testing;
using Microsoft.Extensions.Logging;

namespace Layotto.Components.Crypto.Tests.Jwks;

public sealed class JwksCryptoProviderTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();
    private readonly RecordingLogger _logger = new();
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_set_may_stand_in_the_metadata()
    {
        await using var provider = await OpenAsync(Set("one", "two"));

        await AssertHasAsync(provider, "one");
        await AssertHasAsync(provider, "two");
        await AssertLacksAsync(provider, "three");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_set_may_be_in_Base64(bool isPadded)
    {
        var text = Convert.ToBase64String(Encoding.UTF8.GetBytes(Set("one", "four")));
        await using var provider = await OpenAsync(isPadded ? text : text.TrimEnd('='));

        await AssertHasAsync(provider, "one");
    }

    [Fact]
    public async Task A_single_key_is_a_set_of_one()
    {
        await using var provider = await OpenAsync(Vectors.Octets("one", new byte[32]));

        await AssertHasAsync(provider, "one");
    }

    [Fact]
    public async Task Keys_that_nobody_knows_or_can_ask_for_are_left_out_with_a_warning()
    {
        await using var provider = await OpenAsync(
            $$"""{"keys":[{"kty":"AKP","kid":"future"},{"kty":"oct","k":"AAAA"},{{Vectors.Octets("one", new byte[32])}}]}""");

        await AssertHasAsync(provider, "one");
        Assert.Equal(2, _logger.Entries.Count(entry => entry.Level == LogLevel.Warning));
    }

    [Fact]
    public async Task Of_two_keys_with_an_id_the_first_counts()
    {
        await using var provider = await OpenAsync(
            $$"""{"keys":[{{Vectors.Octets("one", new byte[32])}},{{Vectors.Octets("one", new byte[16])}}]}""");

        await AssertHasAsync(provider, "one");
    }

    [Theory]
    [InlineData("nonsense", "neither a URL nor")]
    [InlineData("/no/such/file.json", "neither a URL nor")]
    [InlineData("[]", "object")]
    [InlineData("{\"keys\":{}}", "array")]
    [InlineData("{\"keys\":[{\"kty\":\"oct\",\"kid\":\"a\",\"k\":\"c2VjcmV0LXNlY3JldA\"},{\"kty\":\"oct\"}]}", "key 2")]
    [InlineData("https://", "URL")]
    public async Task What_is_no_set_stops_the_start_without_being_shown(string jwks, string reason)
    {
        var message = (await Assert.ThrowsAsync<ComponentException>(() => OpenAsync(jwks))).Message;

        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_set_stops_the_start()
        => Assert.Contains("jwks", (await Assert.ThrowsAsync<MetadataException>(() => OpenAsync(""))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_file_is_read_anew_when_it_changes()
    {
        var path = _folder.Write("jwks.json", Set("one"));
        await using var provider = await OpenAsync(path);
        await AssertHasAsync(provider, "one");

        Write("jwks.json", Set("two"), minutes: 1);

        await AssertHasAsync(provider, "two");
        await AssertLacksAsync(provider, "one");
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData(null)]
    public async Task A_file_that_cannot_be_used_leaves_the_old_set_in_force(string? content)
    {
        var path = _folder.Write("jwks.json", Set("one"));
        await using var provider = await OpenAsync(path);

        if (content is null)
            File.Delete(path);
        else
            Write("jwks.json", content, minutes: 1);

        await AssertHasAsync(provider, "one");
        await AssertHasAsync(provider, "one");
        Assert.Single(_logger.Entries, entry => entry.Level == LogLevel.Error);

        Write("jwks.json", Set("two"), minutes: 2);
        await AssertHasAsync(provider, "two");
    }

    /// <summary>How Kubernetes mounts a secret.</summary>
    [Fact]
    public async Task A_file_in_a_folder_that_is_swapped_by_a_link_is_read_anew()
    {
        foreach (var (folder, key) in new[] { ("first", "one"), ("other", "two") })
        {
            Directory.CreateDirectory(_folder.File(folder));
            Write($"{folder}/jwks.json", Set(key), minutes: 0);
        }

        Directory.CreateSymbolicLink(_folder.File("data"), "first");
        File.CreateSymbolicLink(_folder.File("jwks.json"), "data/jwks.json");
        await using var provider = await OpenAsync(_folder.File("jwks.json"));
        await AssertHasAsync(provider, "one");

        Directory.CreateSymbolicLink(_folder.File("new"), "other");
        Directory.Delete(_folder.File("data"));
        Directory.Move(_folder.File("new"), _folder.File("data"));

        await AssertHasAsync(provider, "two");
    }

    [Fact]
    public async Task A_URL_is_fetched_at_start_and_at_each_interval()
    {
        await using var server = new JwksServer(Set("one"));
        await using var provider = await OpenAsync(server.Url, ("minRefreshInterval", "1m"));
        await AssertHasAsync(provider, "one");

        server.Content = Set("two");
        await AssertHasAsync(provider, "one");
        _time.Advance(TimeSpan.FromMinutes(1));
        await UntilAsync(async () => await HasAsync(provider, "two"));

        server.Content = "nonsense";
        _time.Advance(TimeSpan.FromMinutes(1));
        await UntilAsync(() => Task.FromResult(_logger.Entries.Any(entry => entry.Message.Contains("stays in force", StringComparison.Ordinal))));
        await AssertHasAsync(provider, "two");
    }

    [Fact]
    public async Task An_error_of_the_server_stops_the_start()
    {
        await using var server = new JwksServer("") { Status = "404 Not Found" };

        Assert.Contains("404", (await Assert.ThrowsAsync<ComponentException>(() => OpenAsync(server.Url))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_stops_the_start_in_time()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        var exception = await Assert.ThrowsAsync<ComponentException>(
            () => OpenAsync($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/keys?token=hidden", ("requestTimeout", "100ms")));

        Assert.Contains("longer than 100ms", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_set_that_is_too_large_is_not_taken()
    {
        await using var server = new JwksServer($$"""{"keys":[],"x":"{{new string('x', KeySet.MaxBytes)}}"}""");

        Assert.Contains("larger", (await Assert.ThrowsAsync<ComponentException>(() => OpenAsync(server.Url))).Message, StringComparison.Ordinal);
        Assert.Contains("larger", (await Assert.ThrowsAsync<ComponentException>(() => OpenAsync(_folder.Write("large.json", server.Content)))).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static string Set(params IEnumerable<string> ids)
        => $$"""{"keys":[{{string.Join(',', ids.Select(id => Vectors.Octets(id, new byte[32])))}}]}""";

    private void Write(string name, string content, int minutes)
        => File.SetLastWriteTimeUtc(_folder.Write(name, content), new DateTime(2030, 1, 1, 0, minutes, 0, DateTimeKind.Utc));

    private static async Task<bool> HasAsync(JwksCryptoProvider provider, string id)
    {
        try
        {
            await provider.WrapKeyAsync(new CryptoEncryption(id, "A256KW", new byte[32]), CancellationToken);
            return true;
        }
        catch (CryptoKeyNotFoundException)
        {
            return false;
        }
    }

    private static async Task AssertHasAsync(JwksCryptoProvider provider, string id) => Assert.True(await HasAsync(provider, id), $"{id} should be there");

    private static async Task AssertLacksAsync(JwksCryptoProvider provider, string id) => Assert.False(await HasAsync(provider, id), $"{id} shouldn't be there");

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(CancellationToken);
        deadline.CancelAfter(Patience);
        while (!await condition())
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private async Task<JwksCryptoProvider> OpenAsync(string jwks, params (string Key, string Value)[] settings)
    {
        var metadata = settings.ToDictionary(setting => setting.Key, setting => setting.Value);
        metadata["jwks"] = jwks;
        var provider = new JwksCryptoProvider();
        try
        {
            await provider.InitializeAsync(TestContexts.Create(metadata, _time, _logger), CancellationToken);
            return provider;
        }
        catch
        {
            await provider.DisposeAsync();
            throw;
        }
    }
}

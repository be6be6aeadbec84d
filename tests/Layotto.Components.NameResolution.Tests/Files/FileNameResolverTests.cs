using Layotto.Components.NameResolution.Files;
using Layotto.Testing;
using Microsoft.Extensions.Logging;

namespace Layotto.Components.NameResolution.Tests.Files;

public sealed class FileNameResolverTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly RecordingLogger _logger = new();

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task App_with_its_namespace_goes_before_the_app_alone()
    {
        await using var resolver = await CreateAsync("orders: a:1\norders.prod: b:2\n");

        Assert.Equal(["a:1"], await ResolveAsync(resolver, "orders"));
        Assert.Equal(["b:2"], await ResolveAsync(resolver, "orders", "prod"));
        Assert.Equal(["a:1"], await ResolveAsync(resolver, "orders", "test"));
    }

    [Fact]
    public async Task Address_without_a_port_gets_the_one_asked_for()
    {
        await using var resolver = await CreateAsync("orders: [a, fd00::1, '[fd00::2]']");

        Assert.Equal(["a:50002", "[fd00::1]:50002", "[fd00::2]:50002"], await ResolveAsync(resolver, "orders"));
    }

    [Fact]
    public async Task Changed_file_is_read_again()
    {
        await using var resolver = await CreateAsync("orders: a:1");
        _folder.Write("sidecars", "orders: b:22\nbilling: c:3");
        Assert.Equal(["a:1"], await ResolveAsync(resolver, "orders"));

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(["b:22"], await ResolveAsync(resolver, "orders"));
        Assert.Equal(["c:3"], await ResolveAsync(resolver, "billing"));
    }

    [Fact]
    public async Task File_behind_a_link_is_read_again_when_the_link_is_set_anew()
    {
        _folder.Write("one", "orders: a:1");
        _folder.Write("two", "orders: b:22");
        File.CreateSymbolicLink(_folder.File("sidecars"), _folder.File("one"));
        await using var resolver = await CreateAsync(null);

        File.Delete(_folder.File("sidecars"));
        File.CreateSymbolicLink(_folder.File("sidecars"), _folder.File("two"));
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(["b:22"], await ResolveAsync(resolver, "orders"));
    }

    [Theory]
    [InlineData("orders b:22", "line 1")]
    [InlineData("", "empty")]
    [InlineData(null, "doesn't exist")]
    public async Task Broken_file_leaves_the_old_in_force_and_says_why_once(string? content, string part)
    {
        await using var resolver = await CreateAsync("orders: a:1");
        if (content is null)
            File.Delete(_folder.File("sidecars"));
        else
            _folder.Write("sidecars", content);

        for (var turn = 0; turn < 5; turn++)
            _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(["a:1"], await ResolveAsync(resolver, "orders"));
        var warning = Assert.Single(_logger.Entries, entry => entry.Level == LogLevel.Warning).Message;
        Assert.Contains(part, warning, StringComparison.Ordinal);
        Assert.Contains(_folder.File("sidecars"), warning, StringComparison.Ordinal);

        _folder.Write("sidecars", "orders: c:333");
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["c:333"], await ResolveAsync(resolver, "orders"));
    }

    [Fact]
    public async Task Broken_file_at_the_start_is_an_error()
    {
        var wrong = await Assert.ThrowsAsync<ComponentException>(() => CreateAsync("orders"));
        Assert.Contains("line 1", wrong.Message, StringComparison.Ordinal);

        File.Delete(_folder.File("sidecars"));
        var missing = await Assert.ThrowsAsync<ComponentException>(() => CreateAsync(null));
        Assert.Contains("doesn't exist", missing.Message, StringComparison.Ordinal);

        File.WriteAllBytes(_folder.File("sidecars"), new byte[AddressFile.MaxBytes + 1]);
        var large = await Assert.ThrowsAsync<ComponentException>(() => CreateAsync(null));
        Assert.Contains("larger than", large.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disposal_ends_the_watch()
    {
        var resolver = await CreateAsync("orders: a:1");
        Assert.Equal(1, _clock.TimerCount);

        await resolver.DisposeAsync();

        Assert.Equal(0, _clock.TimerCount);
    }

    public void Dispose() => _folder.Dispose();

    private static Task<IReadOnlyList<string>> ResolveAsync(FileNameResolver resolver, string appId, string space = "")
        => resolver.ResolveAsync(new NameResolutionRequest(appId, space, 50002), CancellationToken).AsTask();

    private async Task<FileNameResolver> CreateAsync(string? content)
    {
        if (content is not null)
            _folder.Write("sidecars", content);
        var resolver = new FileNameResolver();
        await resolver.InitializeAsync(TestContexts.Create([new("path", _folder.File("sidecars"))], _clock, _logger), CancellationToken);
        return resolver;
    }
}

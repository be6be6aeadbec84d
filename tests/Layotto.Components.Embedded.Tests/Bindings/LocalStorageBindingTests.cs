using System.Text;
using System.Text.Json;
using Layotto.Components.Bindings;
using Layotto.Components.Embedded.Bindings.LocalStorage;
using Layotto.Conformance;
using Layotto.Conformance.Bindings;
using Layotto.Testing;

namespace Layotto.Components.Embedded.Tests.Bindings;

public sealed class LocalStorageBindingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Cases => [.. OutputBindingConformance.Suite.Cases.Select(one => one.Name)];

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    private string Root => _folder.File("root");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Conforms(string name)
    {
        await using var binding = await CreateAsync(Root);
        var subject = new OutputBindingSubject
        {
            Binding = binding,
            Abilities = new HashSet<string> { "create", "get", "list", "delete" },
            Naming = file => new Dictionary<string, string> { ["fileName"] = file },
        };

        var result = await OutputBindingConformance.Suite[name].RunAsync(subject, CancellationToken);

        Assert.True(result.Outcome == ConformanceOutcome.Passed, result.Reason);
    }

    [Theory]
    [InlineData("plain text", "plain text")]
    [InlineData("\"a \\\"quoted\\\" text\"", "a \"quoted\" text")]
    [InlineData("\"aGVsbG8=\"", "hello")]
    [InlineData("aGVs\nbG8=", "hello")]
    [InlineData("{\"a\":1}", "{\"a\":1}")]
    [InlineData("\"broken", "\"broken")]
    [InlineData("", "")]
    public async Task Data_is_unquoted_and_decoded(string data, string expected)
    {
        await using var binding = await CreateAsync(Root);

        await InvokeAsync(binding, "create", "file", data);

        Assert.Equal(expected, await File.ReadAllTextAsync(Path.Combine(Root, "file"), CancellationToken));
    }

    [Fact]
    public async Task File_without_a_name_gets_one_and_the_answer_tells_it()
    {
        await using var binding = await CreateAsync(Root);

        using var answer = JsonDocument.Parse((await InvokeAsync(binding, "create", null, "data"))!);

        Assert.True(Guid.TryParse(answer.RootElement.GetProperty("fileName").GetString(), out var name));
        Assert.True(File.Exists(Path.Combine(Root, name.ToString())));
    }

    [Fact]
    public async Task List_is_of_the_files_at_every_depth()
    {
        await using var binding = await CreateAsync(Root);
        foreach (var name in new[] { "b", "a/2", "a/1/x" })
            await InvokeAsync(binding, "create", name, "data");

        var all = JsonSerializer.Deserialize<string[]>((await InvokeAsync(binding, "list", null))!);
        var some = JsonSerializer.Deserialize<string[]>((await InvokeAsync(binding, "list", "a/1"))!);

        Assert.Equal(["a/1/x", "a/2", "b"], all!.Select(path => Path.GetRelativePath(Root, path)));
        Assert.Equal(["a/1/x"], some!.Select(path => Path.GetRelativePath(Root, path)));
    }

    [Theory]
    [InlineData("../outside", "outside")]
    [InlineData("../../../../outside", "outside")]
    [InlineData("/outside", "outside")]
    [InlineData("a/../../outside", "outside")]
    [InlineData("relative-link/outside", "outside")]
    [InlineData("absolute-link/etc/outside", "etc/outside")]
    [InlineData("file-link", "target")]
    public async Task No_name_leads_out(string name, string expected)
    {
        Directory.CreateDirectory(Root);
        _folder.Write("outside", "untouched");
        File.CreateSymbolicLink(Path.Combine(Root, "relative-link"), "../");
        File.CreateSymbolicLink(Path.Combine(Root, "absolute-link"), "/");
        File.CreateSymbolicLink(Path.Combine(Root, "file-link"), "/target");
        await using var binding = await CreateAsync(Root);

        using var answer = JsonDocument.Parse((await InvokeAsync(binding, "create", name, "some data"))!);

        Assert.Equal(expected, answer.RootElement.GetProperty("fileName").GetString());
        Assert.Equal("some data", await File.ReadAllTextAsync(Path.Combine(Root, expected), CancellationToken));
        Assert.Equal("untouched", await File.ReadAllTextAsync(_folder.File("outside"), CancellationToken));
        Assert.Equal("some data", Encoding.UTF8.GetString((await InvokeAsync(binding, "get", name))!));
    }

    [Fact]
    public async Task Links_are_listed_and_not_followed()
    {
        Directory.CreateDirectory(Root);
        Directory.CreateDirectory(_folder.File("secret"));
        _folder.Write("secret/file", "geheim");
        File.CreateSymbolicLink(Path.Combine(Root, "link"), _folder.File("secret"));
        await using var binding = await CreateAsync(Root);

        var all = JsonSerializer.Deserialize<string[]>((await InvokeAsync(binding, "list", null))!);

        Assert.Equal([Path.Combine(Root, "link")], all!);
    }

    [Theory]
    [InlineData("get", "none", "file not found: ")]
    [InlineData("get", "", "\"fileName\" is missing")]
    [InlineData("get", "folder", "it is a folder")]
    [InlineData("delete", "none", "no such file")]
    [InlineData("delete", "", "\"fileName\" is missing")]
    [InlineData("delete", "..", "the folder of all files")]
    [InlineData("delete", "folder", "failed")]
    [InlineData("list", "folder/file", "not a directory")]
    [InlineData("list", "none", "no such file")]
    [InlineData("create", "folder", "that of a folder")]
    [InlineData("create", "folder/file/below", "failed")]
    [InlineData("create", "a\0b", "null character")]
    [InlineData("create", "circle", "links")]
    public async Task What_cant_be_done_is_told(string operation, string name, string expected)
    {
        await using var binding = await CreateAsync(Root);
        await InvokeAsync(binding, "create", "folder/file", "data");
        File.CreateSymbolicLink(Path.Combine(Root, "circle"), "circle");

        var exception = await Assert.ThrowsAsync<ComponentException>(() => InvokeAsync(binding, operation, name, "data"));

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/proc")]
    [InlineData("/sys/fs")]
    [InlineData("/boot")]
    [InlineData("/var/run/secrets/kubernetes.io")]
    [InlineData("/tmp/../proc/self")]
    public async Task Forbidden_roots_are_refused(string root)
        => Assert.Contains("nothing may be stored in", (await Assert.ThrowsAsync<ComponentException>(() => CreateAsync(root))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Link_to_a_forbidden_root_is_refused()
    {
        File.CreateSymbolicLink(_folder.File("link"), "/proc");

        await Assert.ThrowsAsync<ComponentException>(() => CreateAsync(_folder.File("link/self")));
    }

    [Fact]
    public async Task Root_that_is_a_file_is_refused()
        => Assert.Contains("is a file", (await Assert.ThrowsAsync<ComponentException>(() => CreateAsync(_folder.Write("file", "")))).Message, StringComparison.Ordinal);

    private static async Task<LocalStorageBinding> CreateAsync(string root)
    {
        var binding = new LocalStorageBinding();
        await binding.InitializeAsync(TestContexts.Create([new("rootPath", root)]), CancellationToken);
        return binding;
    }

    private static async Task<byte[]?> InvokeAsync(LocalStorageBinding binding, string operation, string? name, string data = "")
    {
        var metadata = name is null ? [] : new Dictionary<string, string> { ["fileName"] = name };
        var answer = await binding.InvokeAsync(new BindingRequest(operation, Encoding.UTF8.GetBytes(data), metadata), CancellationToken);
        return answer?.Data.ToArray();
    }
}

using System.Collections.Concurrent;
using Layotto.Components;
using Layotto.Components.Files;

namespace Layotto.Pluggable.Sdk.Tests.Kinds;

/// <summary>Files in memory.</summary>
internal sealed class MemoryFileStore : IFileStore
{
    private static readonly Dictionary<string, string> NoFacts = [];

    private readonly ConcurrentDictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Features => [];

    public ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public async ValueTask PutAsync(string name, Stream content, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        using var memory = new MemoryStream();
        await content.CopyToAsync(memory, cancellationToken);
        _files[name] = memory.ToArray();
    }

    public ValueTask<Stream> GetAsync(string name, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
        => ValueTask.FromResult<Stream>(new MemoryStream(Require(name)));

    public ValueTask<FileListPage> ListAsync(FileListRequest request, CancellationToken cancellationToken)
    {
        var names = _files.Keys.Order(StringComparer.Ordinal)
            .Where(name => name.StartsWith(request.Name, StringComparison.Ordinal) && string.CompareOrdinal(name, request.Marker) > 0)
            .ToList();
        var page = names.Take(request.PageSize > 0 ? request.PageSize : 1000).ToList();
        return ValueTask.FromResult(new FileListPage(
            [.. page.Select(name => new FileEntry(name, _files[name].Length, "", NoFacts))], page.LastOrDefault() ?? "", page.Count < names.Count));
    }

    public ValueTask DeleteAsync(string name, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        Require(name);
        _files.TryRemove(name, out _);
        return ValueTask.CompletedTask;
    }

    public ValueTask<FileFacts> StatAsync(string name, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
        => ValueTask.FromResult(new FileFacts(Require(name).Length, "now", new Dictionary<string, IReadOnlyList<string>> { ["tags"] = ["a", "b"] }));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private byte[] Require(string name)
        => _files.TryGetValue(name, out var content) ? content : throw new FileStoreException(FileStoreError.NotFound, $"there is no file {name}");
}

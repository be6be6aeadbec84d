using System.Collections.Frozen;
using Layotto.Components.Files;

namespace Layotto.Conformance.Files;

/// <summary>A file store that cases are run against. Cases use no files but such as they made up themselves.</summary>
public sealed class FileStoreSubject : IConformanceSubject
{
    /// <summary>The store, initialised.</summary>
    public required IFileStore Store { get; init; }

    /// <inheritdoc/>
    public IReadOnlySet<string> Abilities { get; init; } = new HashSet<string>();

    internal static IReadOnlyDictionary<string, string> NoMetadata => FrozenDictionary<string, string>.Empty;

    internal async Task PutAsync(string name, byte[] content, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream(content);
        await Store.PutAsync(name, stream, NoMetadata, cancellationToken);
    }

    internal async Task<byte[]> GetAsync(string name, CancellationToken cancellationToken)
    {
        await using var content = await Store.GetAsync(name, NoMetadata, cancellationToken);
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes, cancellationToken);
        return bytes.ToArray();
    }

    internal async Task ExpectMissingAsync(string name, CancellationToken cancellationToken)
    {
        var error = await Expect.ThrowsAsync<FileStoreException>(() => GetAsync(name, cancellationToken), $"reading the file {name}, which isn't there,");
        Expect.Equal(FileStoreError.NotFound, error.Error, "the kind of error");
    }
}

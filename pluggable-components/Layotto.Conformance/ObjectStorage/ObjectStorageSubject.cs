using Layotto.Components.ObjectStorage;

namespace Layotto.Conformance.ObjectStorage;

/// <summary>An object store that cases are run against. Cases use no objects but such as they made up themselves.</summary>
public sealed class ObjectStorageSubject : IConformanceSubject
{
    /// <summary>The store, initialised.</summary>
    public required IObjectStorage Store { get; init; }

    /// <summary>A bucket that there is.</summary>
    public required string Bucket { get; init; }

    /// <inheritdoc/>
    public IReadOnlySet<string> Abilities { get; init; } = new HashSet<string>();

    internal ObjectName NewName(string suffix = "") => new(Bucket, $"conformance-{Guid.NewGuid():N}{suffix}");

    internal async Task<ObjectVersion> PutAsync(ObjectName name, byte[] content, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream(content);
        return await Store.PutAsync(
            new ObjectPutRequest(name) { ContentLength = content.Length, ContentType = "text/plain", Metadata = new Dictionary<string, string> { ["colour"] = "green" } }, stream, cancellationToken);
    }

    internal async Task<byte[]> GetAsync(ObjectGetRequest request, CancellationToken cancellationToken)
    {
        await using var reading = await Store.GetAsync(request, cancellationToken);
        using var bytes = new MemoryStream();
        await reading.Content.CopyToAsync(bytes, cancellationToken);
        return bytes.ToArray();
    }

    internal Task<byte[]> GetAsync(ObjectName name, CancellationToken cancellationToken) => GetAsync(new ObjectGetRequest(name), cancellationToken);

    internal static async Task ExpectErrorAsync(ObjectStorageError expected, Func<Task> call, string what)
        => Expect.Equal(expected, (await Expect.ThrowsAsync<ObjectStorageException>(call, what)).Error, $"the kind of error of {what}");
}

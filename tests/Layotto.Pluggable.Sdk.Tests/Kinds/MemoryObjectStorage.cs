using System.Collections.Concurrent;
using Layotto.Components;
using Layotto.Components.ObjectStorage;

namespace Layotto.Pluggable.Sdk.Tests.Kinds;

/// <summary>Objects in memory, all in one bucket.</summary>
internal sealed class MemoryObjectStorage : IObjectStorage
{
    private readonly ConcurrentDictionary<string, (ObjectHead Head, byte[] Content)> _objects = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Features => [];

    public ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public async ValueTask<ObjectVersion> PutAsync(ObjectPutRequest request, Stream content, CancellationToken cancellationToken)
    {
        using var memory = new MemoryStream();
        await content.CopyToAsync(memory, cancellationToken);
        var head = new ObjectHead
        {
            ContentLength = memory.Length,
            ContentType = request.ContentType,
            ETag = Guid.NewGuid().ToString("N"),
            Metadata = request.Metadata.ToDictionary(),
            LastModified = DateTimeOffset.UnixEpoch.AddDays(1),
        };
        _objects[request.Name.Key] = (head, memory.ToArray());
        return new ObjectVersion(head.ETag, "");
    }

    public ValueTask<ObjectReading> GetAsync(ObjectGetRequest request, CancellationToken cancellationToken)
    {
        var (head, content) = Require(request.Name);
        if (request.IfMatch.Length > 0 && request.IfMatch != head.ETag)
            throw new ObjectStorageException(ObjectStorageError.Mismatch, "it is another one");
        var start = (int)(request.Start ?? 0);
        var part = content[start..(int)((request.End ?? (content.Length - 1)) + 1)];
        return ValueTask.FromResult(new ObjectReading(head with { ContentLength = part.Length }, new MemoryStream(part)));
    }

    public ValueTask<ObjectHead> HeadAsync(ObjectName name, CancellationToken cancellationToken) => ValueTask.FromResult(Require(name).Head);

    public ValueTask DeleteAsync(ObjectName name, CancellationToken cancellationToken)
    {
        _objects.TryRemove(name.Key, out _);
        return ValueTask.CompletedTask;
    }

    public ValueTask<ObjectVersion> CopyAsync(ObjectName source, ObjectName target, CancellationToken cancellationToken)
    {
        _objects[target.Key] = Require(source);
        return ValueTask.FromResult(new ObjectVersion(_objects[target.Key].Head.ETag, ""));
    }

    public ValueTask<ObjectListPage> ListAsync(ObjectListRequest request, CancellationToken cancellationToken)
        => ValueTask.FromResult(new ObjectListPage(
            [.. _objects.Where(one => one.Key.StartsWith(request.Prefix, StringComparison.Ordinal)).OrderBy(one => one.Key, StringComparer.Ordinal)
                .Select(one => new ObjectEntry(one.Key, one.Value.Content.Length, one.Value.Head.ETag, one.Value.Head.LastModified))],
            [],
            "",
            false));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private (ObjectHead Head, byte[] Content) Require(ObjectName name)
        => _objects.TryGetValue(name.Key, out var one) ? one : throw new ObjectStorageException(ObjectStorageError.NotFound, $"there is no object {name.Key}");
}

using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Layotto.Protos.Components.V1;
using ObjectStorageService = Layotto.Protos.Components.V1.ObjectStorage;

namespace Layotto.Pluggable.Tests.Processes;

/// <summary>An object store's process: objects in memory. A test may have it read out something else.</summary>
internal sealed class FakeObjectService : ObjectStorageService.ObjectStorageBase
{
    private const long Time = 1_700_000_000;

    private readonly ConcurrentDictionary<string, (PutObjectHead Head, byte[] Content)> _objects = new(StringComparer.Ordinal);

    public IReadOnlyList<GetObjectResponse>? Give { get; set; }

    public int Count => _objects.Count;

    public static (ServerServiceDefinition Definition, ServiceDescriptor Descriptor) Serve(FakeObjectService service)
        => (ObjectStorageService.BindService(service), ObjectStorageService.Descriptor);

    public override Task<InitResponse> Init(InitRequest request, ServerCallContext context) => Task.FromResult(new InitResponse());

    public override Task<PingResponse> Ping(PingRequest request, ServerCallContext context) => Task.FromResult(new PingResponse());

    public override async Task<PutObjectResponse> Put(IAsyncStreamReader<PutObjectRequest> requestStream, ServerCallContext context)
    {
        await requestStream.MoveNext(context.CancellationToken);
        var head = requestStream.Current.Head;
        using var content = new MemoryStream();
        while (await requestStream.MoveNext(context.CancellationToken))
            requestStream.Current.Data.WriteTo(content);
        _objects[head.Name.Key] = (head, content.ToArray());
        return new PutObjectResponse { Etag = $"e{content.Length}", VersionId = "v1" };
    }

    public override async Task Get(GetObjectRequest request, IServerStreamWriter<GetObjectResponse> responseStream, ServerCallContext context)
    {
        if (Give is not null)
        {
            foreach (var response in Give)
                await responseStream.WriteAsync(response, context.CancellationToken);
            return;
        }

        var (head, content) = Require(request.Name);
        if (request.IfMatch.Length > 0 && request.IfMatch != $"e{content.Length}")
            throw new RpcException(new Status(StatusCode.FailedPrecondition, "it is another one"));
        var start = request.HasStart ? (int)request.Start : 0;
        var end = request.HasEnd ? (int)request.End + 1 : content.Length;
        var told = HeadOf(head, content);
        told.ContentLength = end - start;
        await responseStream.WriteAsync(new GetObjectResponse { Head = told }, context.CancellationToken);
        await responseStream.WriteAsync(new GetObjectResponse { Data = ByteString.CopyFrom(content.AsSpan(start, end - start)) }, context.CancellationToken);
    }

    public override Task<HeadObjectResponse> Head(HeadObjectRequest request, ServerCallContext context)
    {
        if (request.Name.Key == "headless")
            return Task.FromResult(new HeadObjectResponse());
        var (head, content) = Require(request.Name);
        return Task.FromResult(new HeadObjectResponse { Head = HeadOf(head, content) });
    }

    public override Task<DeleteObjectResponse> Delete(DeleteObjectRequest request, ServerCallContext context)
    {
        _objects.TryRemove(request.Name.Key, out _);
        return Task.FromResult(new DeleteObjectResponse());
    }

    public override Task<CopyObjectResponse> Copy(CopyObjectRequest request, ServerCallContext context)
    {
        _objects[request.Target.Key] = Require(request.Source);
        return Task.FromResult(new CopyObjectResponse { Etag = "copied", VersionId = "v2" });
    }

    public override Task<ListObjectsResponse> List(ListObjectsRequest request, ServerCallContext context)
    {
        var response = new ListObjectsResponse { NextMarker = "m", IsTruncated = true, CommonPrefixes = { $"{request.Prefix}x{request.Delimiter}" } };
        foreach (var (key, one) in _objects.Where(one => one.Key.StartsWith(request.Prefix, StringComparison.Ordinal)))
            response.Objects.Add(new ObjectEntry { Key = key, Size = one.Content.Length, Etag = "e", LastModified = Time });
        return Task.FromResult(response);
    }

    private static ObjectHead HeadOf(PutObjectHead head, byte[] content)
    {
        var told = new ObjectHead
        {
            ContentLength = content.Length, ContentType = head.ContentType, Etag = $"e{content.Length}", VersionId = "v1", LastModified = Time,
        };
        told.Metadata.Add(head.Metadata);
        return told;
    }

    private (PutObjectHead Head, byte[] Content) Require(ObjectName name)
        => _objects.TryGetValue(name.Key, out var one) ? one : throw new RpcException(new Status(StatusCode.NotFound, $"there is no object {name.Key}"));
}

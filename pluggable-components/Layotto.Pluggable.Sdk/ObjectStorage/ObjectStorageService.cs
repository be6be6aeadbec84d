using Grpc.Core;
using Layotto.Components.ObjectStorage;
using Layotto.Pluggable.Sdk.Serving;
using Layotto.Protos.Components.V1;
using ObjectName = Layotto.Components.ObjectStorage.ObjectName;
using WireName = Layotto.Protos.Components.V1.ObjectName;
using WireObjectStorage = Layotto.Protos.Components.V1.ObjectStorage;

namespace Layotto.Pluggable.Sdk.ObjectStorage;

/// <summary>An object store as our service. Contents pass through it piece by piece.</summary>
internal sealed class ObjectStorageService(ComponentInstances instances) : WireObjectStorage.ObjectStorageBase
{
    public override Task<InitResponse> Init(InitRequest request, ServerCallContext context)
        => instances.InitialiseAsync<InitResponse>(request, context);

    public override Task<FeaturesResponse> Features(FeaturesRequest request, ServerCallContext context)
        => Task.FromResult(new FeaturesResponse { Features = { instances.Features(context) } });

    public override Task<PingResponse> Ping(PingRequest request, ServerCallContext context) => instances.PingAsync<PingResponse>(context);

    public override async Task<PutObjectResponse> Put(IAsyncStreamReader<PutObjectRequest> requestStream, ServerCallContext context)
    {
        using var held = instances.Hold(context);
        if (!await requestStream.MoveNext(context.CancellationToken).ConfigureAwait(false) || requestStream.Current.Head is not { } head)
            throw ComponentErrors.BadField("head", "The first message of the stream must be the head.");
        var request = new ObjectPutRequest(ToName(head.Name, "head.name"))
        {
            ContentLength = head.HasContentLength ? head.ContentLength : null,
            ContentType = head.ContentType,
            Metadata = head.Metadata,
            Options = head.Options,
        };
        await using var content = new UploadedContent<PutObjectRequest>(
            requestStream, static message => message.PartCase == PutObjectRequest.PartOneofCase.Data ? message.Data : null, request.ContentLength);
        var version = await held.As<IObjectStorage>().PutAsync(request, content, context.CancellationToken).ConfigureAwait(false);
        return new PutObjectResponse { Etag = version.ETag, VersionId = version.VersionId };
    }

    public override async Task Get(GetObjectRequest request, IServerStreamWriter<GetObjectResponse> responseStream, ServerCallContext context)
    {
        using var held = instances.Hold(context);
        var wanted = new ObjectGetRequest(ToName(request.Name, "name"))
        {
            Start = request.HasStart ? request.Start : null,
            End = request.HasEnd ? request.End : null,
            IfMatch = request.IfMatch,
            Options = request.Options,
        };
        await using var reading = await held.As<IObjectStorage>().GetAsync(wanted, context.CancellationToken).ConfigureAwait(false);
        await responseStream.WriteAsync(new GetObjectResponse { Head = ObjectMessages.ToHead(reading.Head) }, context.CancellationToken).ConfigureAwait(false);
        await Downloads.SendAsync(
            responseStream, reading.Content, static piece => new GetObjectResponse { Data = piece }, context.CancellationToken).ConfigureAwait(false);
    }

    public override async Task<HeadObjectResponse> Head(HeadObjectRequest request, ServerCallContext context)
    {
        using var held = instances.Hold(context);
        var head = await held.As<IObjectStorage>().HeadAsync(ToName(request.Name, "name"), context.CancellationToken).ConfigureAwait(false);
        return new HeadObjectResponse { Head = ObjectMessages.ToHead(head) };
    }

    public override async Task<DeleteObjectResponse> Delete(DeleteObjectRequest request, ServerCallContext context)
    {
        using var held = instances.Hold(context);
        await held.As<IObjectStorage>().DeleteAsync(ToName(request.Name, "name"), context.CancellationToken).ConfigureAwait(false);
        return new DeleteObjectResponse();
    }

    public override async Task<CopyObjectResponse> Copy(CopyObjectRequest request, ServerCallContext context)
    {
        using var held = instances.Hold(context);
        var version = await held.As<IObjectStorage>().CopyAsync(
            ToName(request.Source, "source"), ToName(request.Target, "target"), context.CancellationToken).ConfigureAwait(false);
        return new CopyObjectResponse { Etag = version.ETag, VersionId = version.VersionId };
    }

    public override async Task<ListObjectsResponse> List(ListObjectsRequest request, ServerCallContext context)
    {
        using var held = instances.Hold(context);
        var wanted = new ObjectListRequest(request.Bucket)
        {
            Prefix = request.Prefix, Delimiter = request.Delimiter, Marker = request.Marker, MaxKeys = Math.Max(request.MaxKeys, 0),
        };
        var page = await held.As<IObjectStorage>().ListAsync(wanted, context.CancellationToken).ConfigureAwait(false);
        return ObjectMessages.ToList(page);
    }

    private static ObjectName ToName(WireName? name, string field)
        => name is null || name.Key.Length == 0
            ? throw ComponentErrors.BadField($"{field}.key", $"The field {field}.key is empty; it must name the object.")
            : new ObjectName(name.Bucket, name.Key, name.VersionId);
}

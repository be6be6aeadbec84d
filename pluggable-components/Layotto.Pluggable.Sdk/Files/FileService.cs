using Grpc.Core;
using Layotto.Components.Files;
using Layotto.Pluggable.Sdk.Serving;
using Layotto.Protos.Components.V1;
using WireEntry = Layotto.Protos.Components.V1.FileEntry;

namespace Layotto.Pluggable.Sdk.Files;

/// <summary>A file store as our service. Contents pass through it piece by piece.</summary>
internal sealed class FileService(ComponentInstances instances) : FileStore.FileStoreBase
{
    public override Task<InitResponse> Init(InitRequest request, ServerCallContext context)
        => instances.InitialiseAsync<InitResponse>(request, context);

    public override Task<FeaturesResponse> Features(FeaturesRequest request, ServerCallContext context)
        => Task.FromResult(new FeaturesResponse { Features = { instances.Features(context) } });

    public override Task<PingResponse> Ping(PingRequest request, ServerCallContext context) => instances.PingAsync<PingResponse>(context);

    public override async Task<PutFileResponse> Put(IAsyncStreamReader<PutFileRequest> requestStream, ServerCallContext context)
    {
        using var held = instances.Hold(context);
        if (!await requestStream.MoveNext(context.CancellationToken).ConfigureAwait(false) || requestStream.Current.Head is not { } head)
            throw ComponentErrors.BadField("head", "The first message of the stream must be the head.");
        RequireName(head.Name);
        await using var content = new UploadedContent<PutFileRequest>(
            requestStream, static message => message.PartCase == PutFileRequest.PartOneofCase.Data ? message.Data : null, null);
        await held.As<IFileStore>().PutAsync(head.Name, content, head.Metadata, context.CancellationToken).ConfigureAwait(false);
        return new PutFileResponse();
    }

    public override async Task Get(GetFileRequest request, IServerStreamWriter<GetFileResponse> responseStream, ServerCallContext context)
    {
        RequireName(request.Name);
        using var held = instances.Hold(context);
        await using var content = await held.As<IFileStore>().GetAsync(request.Name, request.Metadata, context.CancellationToken).ConfigureAwait(false);
        await Downloads.SendAsync(responseStream, content, static piece => new GetFileResponse { Data = piece }, context.CancellationToken).ConfigureAwait(false);
    }

    public override async Task<ListFilesResponse> List(ListFilesRequest request, ServerCallContext context)
    {
        using var held = instances.Hold(context);
        var page = await held.As<IFileStore>().ListAsync(
            new FileListRequest(request.Name, Math.Max(request.PageSize, 0), request.Marker, request.Metadata), context.CancellationToken).ConfigureAwait(false);
        var response = new ListFilesResponse { Marker = page.Marker, IsTruncated = page.IsTruncated };
        foreach (var file in page.Files)
        {
            var entry = new WireEntry { Name = file.Name, Size = file.Size, LastModified = file.LastModified };
            foreach (var (key, value) in file.Metadata)
                entry.Metadata[key] = value;
            response.Files.Add(entry);
        }

        return response;
    }

    public override async Task<DeleteFileResponse> Delete(DeleteFileRequest request, ServerCallContext context)
    {
        RequireName(request.Name);
        using var held = instances.Hold(context);
        await held.As<IFileStore>().DeleteAsync(request.Name, request.Metadata, context.CancellationToken).ConfigureAwait(false);
        return new DeleteFileResponse();
    }

    public override async Task<StatFileResponse> Stat(StatFileRequest request, ServerCallContext context)
    {
        RequireName(request.Name);
        using var held = instances.Hold(context);
        var facts = await held.As<IFileStore>().StatAsync(request.Name, request.Metadata, context.CancellationToken).ConfigureAwait(false);
        var response = new StatFileResponse { Size = facts.Size, LastModified = facts.LastModified };
        foreach (var (key, values) in facts.Metadata)
            response.Metadata[key] = new FileFact { Values = { values } };
        return response;
    }

    private static void RequireName(string name)
    {
        if (name.Length == 0)
            throw ComponentErrors.BadField("name", "The field name is empty; it must name the file.");
    }
}

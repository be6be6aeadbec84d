using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Layotto.Protos.Components.V1;

namespace Layotto.Pluggable.Tests.Processes;

/// <summary>A file store's process: files in memory. A test may have it answer otherwise.</summary>
internal sealed class FakeFileService : FileStore.FileStoreBase
{
    public ConcurrentDictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>How a reading goes on; null for the file's content.</summary>
    public Func<IServerStreamWriter<GetFileResponse>, CancellationToken, Task>? Give { get; set; }

    /// <summary>What happens before a writing is read any further than its head.</summary>
    public Func<ServerCallContext, Task> Take { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Whether a writing is answered before its content is read.</summary>
    public bool IsHasty { get; set; }

    public TaskCompletionSource<long> CancelledAfter { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static (ServerServiceDefinition Definition, ServiceDescriptor Descriptor) Serve(FakeFileService service)
        => (FileStore.BindService(service), FileStore.Descriptor);

    public override Task<InitResponse> Init(InitRequest request, ServerCallContext context) => Task.FromResult(new InitResponse());

    public override Task<PingResponse> Ping(PingRequest request, ServerCallContext context) => Task.FromResult(new PingResponse());

    public override async Task<PutFileResponse> Put(IAsyncStreamReader<PutFileRequest> requestStream, ServerCallContext context)
    {
        using var content = new MemoryStream();
        try
        {
            await requestStream.MoveNext(context.CancellationToken);
            var head = requestStream.Current.Head;
            if (head.Name == "forbidden")
                throw new RpcException(new Status(StatusCode.PermissionDenied, "not that one"));
            await Take(context);
            if (IsHasty)
                return new PutFileResponse();
            while (await requestStream.MoveNext(context.CancellationToken))
                requestStream.Current.Data.WriteTo(content);
            Files[head.Name] = content.ToArray();
            return new PutFileResponse();
        }
        catch (Exception exception) when (exception is OperationCanceledException or RpcException or IOException)
        {
            CancelledAfter.TrySetResult(content.Length);
            throw;
        }
    }

    public override async Task Get(GetFileRequest request, IServerStreamWriter<GetFileResponse> responseStream, ServerCallContext context)
    {
        if (Give is not null)
        {
            await Give(responseStream, context.CancellationToken);
            return;
        }

        var content = Require(request.Name);
        for (var start = 0; start < content.Length; start += 50_000)
        {
            var piece = content.AsSpan(start, Math.Min(50_000, content.Length - start));
            await responseStream.WriteAsync(new GetFileResponse { Data = ByteString.CopyFrom(piece) }, context.CancellationToken);
        }
    }

    public override Task<ListFilesResponse> List(ListFilesRequest request, ServerCallContext context)
    {
        var names = Files.Keys.Order(StringComparer.Ordinal)
            .Where(name => name.StartsWith(request.Name, StringComparison.Ordinal) && string.CompareOrdinal(name, request.Marker) > 0)
            .ToList();
        var page = names.Take(request.PageSize > 0 ? request.PageSize : names.Count).ToList();
        var response = new ListFilesResponse { IsTruncated = page.Count < names.Count, Marker = page.LastOrDefault() ?? "" };
        response.Files.AddRange(page.Select(name => new FileEntry { Name = name, Size = Files[name].Length, LastModified = "today", Metadata = { ["k"] = "v" } }));
        return Task.FromResult(response);
    }

    public override Task<DeleteFileResponse> Delete(DeleteFileRequest request, ServerCallContext context)
    {
        Require(request.Name);
        Files.TryRemove(request.Name, out _);
        return Task.FromResult(new DeleteFileResponse());
    }

    public override Task<StatFileResponse> Stat(StatFileRequest request, ServerCallContext context)
        => Task.FromResult(new StatFileResponse
        {
            Size = Require(request.Name).Length,
            LastModified = "today",
            Metadata = { ["tags"] = new FileFact { Values = { "a", "b" } } },
        });

    private byte[] Require(string name)
        => Files.TryGetValue(name, out var content) ? content : throw new RpcException(new Status(StatusCode.NotFound, $"there is no file {name}"));
}

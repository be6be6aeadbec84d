using Google.Protobuf;
using Grpc.Core;
using Layotto.Components;
using Layotto.Components.Files;
using Layotto.Pluggable.Connections;
using Layotto.Protos.Components.V1;
using FileEntry = Layotto.Components.Files.FileEntry;

namespace Layotto.Pluggable.Files;

/// <summary>A file store in another process (<c>layotto.components.v1.FileStore</c>).</summary>
internal sealed class PluggableFileStore : IFileStore
{
    private readonly ComponentLink _link;
    private volatile IReadOnlyList<string> _features = [];
    private FileStore.FileStoreClient _client = null!;

    public PluggableFileStore(ComponentSocket socket) => _link = new ComponentLink(
        socket, InitialiseAsync, static (invoker, options) => new FileStore.FileStoreClient(invoker).PingAsync(new PingRequest(), options).ResponseAsync);

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => _features;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        await _link.StartAsync(context, cancellationToken).ConfigureAwait(false);
        _client = new FileStore.FileStoreClient(_link.Invoker);
    }

    /// <inheritdoc/>
    public ValueTask PingAsync(CancellationToken cancellationToken) => _link.PingAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask PutAsync(string name, Stream content, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        var head = new PutFileHead { Name = name };
        head.Metadata.AddAll(metadata);
        try
        {
            await _link.SendAsync(
                _client.Put(cancellationToken: cancellationToken),
                new PutFileRequest { Head = head },
                content,
                null,
                static piece => new PutFileRequest { Data = piece },
                cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException exception)
        {
            throw Error(exception, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Stream> GetAsync(string name, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        var request = new GetFileRequest { Name = name };
        request.Metadata.AddAll(metadata);
        var call = _client.Get(request, cancellationToken: cancellationToken);
        try
        {
            // The first message tells whether there is such a file.
            var first = await _link.NextAsync(call.ResponseStream, cancellationToken).ConfigureAwait(false) ? call.ResponseStream.Current.Data : ByteString.Empty;
            return new ContentStream<GetFileResponse>(_link, call, static message => message.Data, first, null, Error);
        }
        catch (RpcException exception)
        {
            call.Dispose();
            throw Error(exception, cancellationToken);
        }
        catch
        {
            call.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<FileListPage> ListAsync(FileListRequest request, CancellationToken cancellationToken)
    {
        var message = new ListFilesRequest { Name = request.Name, PageSize = request.PageSize, Marker = request.Marker };
        message.Metadata.AddAll(request.Metadata);
        var response = await AnswerAsync(_client.ListAsync(message, cancellationToken: cancellationToken), cancellationToken).ConfigureAwait(false);
        return new FileListPage(
            [.. response.Files.Select(file => new FileEntry(file.Name, file.Size, file.LastModified, file.Metadata))], response.Marker, response.IsTruncated);
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(string name, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        var request = new DeleteFileRequest { Name = name };
        request.Metadata.AddAll(metadata);
        await AnswerAsync(_client.DeleteAsync(request, cancellationToken: cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<FileFacts> StatAsync(string name, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        var request = new StatFileRequest { Name = name };
        request.Metadata.AddAll(metadata);
        var response = await AnswerAsync(_client.StatAsync(request, cancellationToken: cancellationToken), cancellationToken).ConfigureAwait(false);
        return new FileFacts(
            response.Size,
            response.LastModified,
            response.Metadata.ToDictionary(fact => fact.Key, fact => (IReadOnlyList<string>)fact.Value.Values, StringComparer.Ordinal));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _link.DisposeAsync();

    private async Task<TResponse> AnswerAsync<TResponse>(AsyncUnaryCall<TResponse> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call.ConfigureAwait(false);
        }
        catch (RpcException exception)
        {
            throw Error(exception, cancellationToken);
        }
    }

    // The statuses are those that Layotto's file API tells its callers.
    private Exception Error(RpcException exception, CancellationToken cancellationToken)
    {
        FileStoreError? error = exception.StatusCode switch
        {
            StatusCode.InvalidArgument => FileStoreError.Invalid,
            StatusCode.NotFound => FileStoreError.NotFound,
            StatusCode.AlreadyExists => FileStoreError.AlreadyExists,
            StatusCode.DataLoss => FileStoreError.Expired,
            StatusCode.PermissionDenied => FileStoreError.PermissionDenied,
            _ => null,
        };
        var described = _link.Error(exception, cancellationToken);
        return error is { } known && described is not ComponentUnavailableException ? new FileStoreException(known, described.Message, exception) : described;
    }

    private async Task InitialiseAsync(CallInvoker invoker, CancellationToken cancellationToken)
    {
        var client = new FileStore.FileStoreClient(invoker);
        await client.InitAsync(_link.InitRequest(), cancellationToken: cancellationToken).ConfigureAwait(false);
        _features = await LinkCalls.ReadFeaturesAsync(client.FeaturesAsync(new FeaturesRequest(), cancellationToken: cancellationToken)).ConfigureAwait(false);
    }
}

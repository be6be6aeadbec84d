using Google.Protobuf;
using Grpc.Core;
using Layotto.Components;
using Layotto.Components.ObjectStorage;
using Layotto.Pluggable.Connections;
using Layotto.Protos.Components.V1;
using ObjectHead = Layotto.Components.ObjectStorage.ObjectHead;
using ObjectName = Layotto.Components.ObjectStorage.ObjectName;
using ObjectStorageService = Layotto.Protos.Components.V1.ObjectStorage;

namespace Layotto.Pluggable.ObjectStorage;

/// <summary>An object store in another process (<c>layotto.components.v1.ObjectStorage</c>).</summary>
internal sealed class PluggableObjectStorage : IObjectStorage
{
    private readonly ComponentLink _link;
    private volatile IReadOnlyList<string> _features = [];
    private ObjectStorageService.ObjectStorageClient _client = null!;

    public PluggableObjectStorage(ComponentSocket socket) => _link = new ComponentLink(
        socket,
        InitialiseAsync,
        static (invoker, options) => new ObjectStorageService.ObjectStorageClient(invoker).PingAsync(new PingRequest(), options).ResponseAsync);

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => _features;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        await _link.StartAsync(context, cancellationToken).ConfigureAwait(false);
        _client = new ObjectStorageService.ObjectStorageClient(_link.Invoker);
    }

    /// <inheritdoc/>
    public ValueTask PingAsync(CancellationToken cancellationToken) => _link.PingAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<ObjectVersion> PutAsync(ObjectPutRequest request, Stream content, CancellationToken cancellationToken)
    {
        try
        {
            var response = await _link.SendAsync(
                _client.Put(cancellationToken: cancellationToken),
                new PutObjectRequest { Head = ObjectMessages.ToHead(request) },
                content,
                request.ContentLength,
                static piece => new PutObjectRequest { Data = piece },
                cancellationToken).ConfigureAwait(false);
            return new ObjectVersion(response.Etag, response.VersionId);
        }
        catch (RpcException exception)
        {
            throw Error(exception, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ObjectReading> GetAsync(ObjectGetRequest request, CancellationToken cancellationToken)
    {
        var call = _client.Get(ObjectMessages.ToGet(request), cancellationToken: cancellationToken);
        try
        {
            if (!await _link.NextAsync(call.ResponseStream, cancellationToken).ConfigureAwait(false) || call.ResponseStream.Current.Head is not { } message)
                throw new ComponentException("the process began an object without its head");
            var head = ObjectMessages.FromHead(message);
            return new ObjectReading(
                head,
                new ContentStream<GetObjectResponse>(
                    _link,
                    call,
                    static message => message.PartCase == GetObjectResponse.PartOneofCase.Data ? message.Data : null,
                    ByteString.Empty,
                    head.ContentLength,
                    Error));
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
    public async ValueTask<ObjectHead> HeadAsync(ObjectName name, CancellationToken cancellationToken)
    {
        var request = new HeadObjectRequest { Name = ObjectMessages.ToName(name) };
        var response = await AnswerAsync(_client.HeadAsync(request, cancellationToken: cancellationToken), cancellationToken).ConfigureAwait(false);
        return ObjectMessages.FromHead(response.Head ?? throw new ComponentException("the process answered without the field head"));
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(ObjectName name, CancellationToken cancellationToken)
    {
        var request = new DeleteObjectRequest { Name = ObjectMessages.ToName(name) };
        await AnswerAsync(_client.DeleteAsync(request, cancellationToken: cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<ObjectVersion> CopyAsync(ObjectName source, ObjectName target, CancellationToken cancellationToken)
    {
        var request = new CopyObjectRequest { Source = ObjectMessages.ToName(source), Target = ObjectMessages.ToName(target) };
        var response = await AnswerAsync(_client.CopyAsync(request, cancellationToken: cancellationToken), cancellationToken).ConfigureAwait(false);
        return new ObjectVersion(response.Etag, response.VersionId);
    }

    /// <inheritdoc/>
    public async ValueTask<ObjectListPage> ListAsync(ObjectListRequest request, CancellationToken cancellationToken)
    {
        var message = new ListObjectsRequest
        {
            Bucket = request.Bucket,
            Prefix = request.Prefix,
            Delimiter = request.Delimiter,
            Marker = request.Marker,
            MaxKeys = request.MaxKeys,
        };
        var response = await AnswerAsync(_client.ListAsync(message, cancellationToken: cancellationToken), cancellationToken).ConfigureAwait(false);
        return ObjectMessages.ToPage(response);
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

    private Exception Error(RpcException exception, CancellationToken cancellationToken)
    {
        ObjectStorageError? error = exception.StatusCode switch
        {
            StatusCode.NotFound => ObjectStorageError.NotFound,
            StatusCode.FailedPrecondition => ObjectStorageError.Mismatch,
            _ => null,
        };
        var described = _link.Error(exception, cancellationToken);
        return error is { } known && described is not ComponentUnavailableException ? new ObjectStorageException(known, described.Message, exception) : described;
    }

    private async Task InitialiseAsync(CallInvoker invoker, CancellationToken cancellationToken)
    {
        var client = new ObjectStorageService.ObjectStorageClient(invoker);
        await client.InitAsync(_link.InitRequest(), cancellationToken: cancellationToken).ConfigureAwait(false);
        _features = await LinkCalls.ReadFeaturesAsync(client.FeaturesAsync(new FeaturesRequest(), cancellationToken: cancellationToken)).ConfigureAwait(false);
    }
}

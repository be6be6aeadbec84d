using Google.Protobuf;
using Grpc.Core;
using Layotto.Components;
using Layotto.Components.Metadata;
using Layotto.Components.PubSub;
using Layotto.Pluggable.Connections;
using Layotto.Protos.Dapr.Components.V1;
using BulkPublishEntry = Layotto.Components.PubSub.BulkPublishEntry;
using PublishRequest = Layotto.Components.PubSub.PublishRequest;
using PubSubService = Layotto.Protos.Dapr.Components.V1.PubSub;
using WirePublishRequest = Layotto.Protos.Dapr.Components.V1.PublishRequest;

namespace Layotto.Pluggable.PubSub;

/// <summary>A message broker in another process (<c>dapr.proto.components.v1.PubSub</c>).</summary>
internal sealed class PluggablePubSub : IBulkPublisher
{
    /// <summary>The most messages handled at once where the subscription names no bound.</summary>
    private const int DefaultMaxUnderWay = 256;

    private readonly ComponentLink _link;
    private volatile IReadOnlyList<string> _features = [];
    private PubSubService.PubSubClient _client = null!;

    public PluggablePubSub(ComponentSocket socket) => _link = new ComponentLink(
        socket, InitialiseAsync, static (invoker, options) => new PubSubService.PubSubClient(invoker).PingAsync(new PingRequest(), options).ResponseAsync);

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => _features;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        await _link.StartAsync(context, cancellationToken).ConfigureAwait(false);
        _client = new PubSubService.PubSubClient(_link.Invoker);
    }

    /// <inheritdoc/>
    public ValueTask PingAsync(CancellationToken cancellationToken) => _link.PingAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask PublishAsync(PublishRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var message = new WirePublishRequest
            {
                Data = UnsafeByteOperations.UnsafeWrap(request.Data),
                PubsubName = _link.Context.Name,
                Topic = request.Topic,
                ContentType = request.ContentType ?? "",
            };
            message.Metadata.AddAll(request.Metadata);
            await _client.PublishAsync(message, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException exception)
        {
            throw Error(exception, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<BulkPublishFailure>> PublishManyAsync(
        string topic,
        IReadOnlyList<BulkPublishEntry> entries,
        IReadOnlyDictionary<string, string> metadata,
        CancellationToken cancellationToken)
    {
        var request = new BulkPublishRequest { PubsubName = _link.Context.Name, Topic = topic };
        request.Metadata.AddAll(metadata);
        foreach (var entry in entries)
        {
            var message = new BulkMessageEntry { EntryId = entry.EntryId, Event = UnsafeByteOperations.UnsafeWrap(entry.Data), ContentType = entry.ContentType };
            message.Metadata.AddAll(entry.Metadata);
            request.Entries.Add(message);
        }

        try
        {
            var response = await _client.BulkPublishAsync(request, cancellationToken: cancellationToken).ConfigureAwait(false);
            return [.. response.FailedEntries.Select(failed => new BulkPublishFailure(failed.EntryId, failed.Error))];
        }
        catch (RpcException exception)
        {
            throw Error(exception, cancellationToken);
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The wire has no word for a message that is given back: one whose handler is cancelled while the subscription ends stays without an
    /// answer, and any other is refused.
    /// </remarks>
    public async ValueTask<IAsyncDisposable> SubscribeAsync(SubscribeRequest request, MessageHandler handler, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var topic = new Topic { Name = request.Topic };
        topic.Metadata.AddAll(request.Metadata);
        var stream = new AnsweredStream<PullMessagesRequest, PullMessagesResponse>(
            _link,
            static (invoker, token) => new PubSubService.PubSubClient(invoker).PullMessages(cancellationToken: token),
            new PullMessagesRequest { Topic = topic },
            (message, ended) => HandleAsync(request.Topic, message, handler, ended),
            request.MaxConcurrency ?? DefaultMaxUnderWay);
        await stream.StartAsync().ConfigureAwait(false);
        return stream;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _link.DisposeAsync();

    private static async Task<PullMessagesRequest?> HandleAsync(
        string topic, PullMessagesResponse message, MessageHandler handler, CancellationToken ended)
    {
        var answer = new PullMessagesRequest { AckMessageId = message.Id };
        try
        {
            await handler(
                new PubSubMessage
                {
                    Topic = message.TopicName.Length > 0 ? message.TopicName : topic,
                    Data = message.Data.Memory,
                    ContentType = message.ContentType.Length > 0 ? message.ContentType : null,
                    Metadata = message.Metadata.Count > 0 ? message.Metadata : PublishRequest.NoMetadata,
                },
                ended).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception exception)
        {
            answer.AckError = new AckMessageError { Message = exception.Message };
        }

        return answer;
    }

    // Retry policies are matched against the status; that nobody is there is one too.
    private Exception Error(RpcException exception, CancellationToken cancellationToken)
        => _link.Error(exception, cancellationToken) switch
        {
            ComponentUnavailableException unavailable => unavailable,
            ComponentException error => new PubSubException(error.Message, (int)exception.StatusCode, exception),
            var other => other,
        };

    private async Task InitialiseAsync(CallInvoker invoker, CancellationToken cancellationToken)
    {
        var client = new PubSubService.PubSubClient(invoker);
        var metadata = new MetadataRequest();
        metadata.Properties.AddAll(_link.Properties);

        // Dapr fills it in for brokers whose YAML doesn't.
        if (string.IsNullOrWhiteSpace(_link.Context.Metadata[RuntimeMetadataKeys.ConsumerId]) && _link.Context.AppId.Length > 0)
            metadata.Properties[RuntimeMetadataKeys.ConsumerId] = _link.Context.AppId;
        await client.InitAsync(new PubSubInitRequest { Metadata = metadata }, cancellationToken: cancellationToken).ConfigureAwait(false);
        _features = [.. (await client.FeaturesAsync(new FeaturesRequest(), cancellationToken: cancellationToken).ConfigureAwait(false)).Features];
    }
}

using System.Collections.Concurrent;
using System.Threading.Channels;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Layotto.Protos.Dapr.Components.V1;
using PubSubService = Layotto.Protos.Dapr.Components.V1.PubSub;

namespace Layotto.Pluggable.Tests.Processes;

/// <summary>A broker's process: a queue for each topic, which keeps what was not acknowledged. Its memory may outlive the process.</summary>
internal sealed class FakePubSubService(ConcurrentDictionary<string, Channel<PullMessagesResponse>> queues) : PubSubService.PubSubBase
{
    private int _nextId;

    public ConcurrentQueue<string> Refusals { get; } = new();

    public ConcurrentDictionary<string, IReadOnlyDictionary<string, string>> Properties { get; } = new(StringComparer.Ordinal);

    public PublishRequest? LastPublished { get; private set; }

    public Topic? LastTopic { get; private set; }

    public static (ServerServiceDefinition Definition, ServiceDescriptor Descriptor) Serve(FakePubSubService service)
        => (PubSubService.BindService(service), PubSubService.Descriptor);

    public override Task<PubSubInitResponse> Init(PubSubInitRequest request, ServerCallContext context)
    {
        Properties[context.RequestHeaders.GetValue("x-component-instance")!] = request.Metadata.Properties;
        return Task.FromResult(new PubSubInitResponse());
    }

    public override Task<FeaturesResponse> Features(FeaturesRequest request, ServerCallContext context)
        => Task.FromResult(new FeaturesResponse { Features = { "BULK_PUBSUB" } });

    public override Task<PingResponse> Ping(PingRequest request, ServerCallContext context) => Task.FromResult(new PingResponse());

    public override Task<PublishResponse> Publish(PublishRequest request, ServerCallContext context)
    {
        LastPublished = request;
        Add(request.Topic, request.Data, request.ContentType, request.Metadata);
        return Task.FromResult(new PublishResponse());
    }

    public override Task<BulkPublishResponse> BulkPublish(BulkPublishRequest request, ServerCallContext context)
    {
        var response = new BulkPublishResponse();
        foreach (var entry in request.Entries)
        {
            if (entry.ContentType == "bad")
                response.FailedEntries.Add(new BulkPublishResponseFailedEntry { EntryId = entry.EntryId, Error = "the type is bad" });
            else
                Add(request.Topic, entry.Event, entry.ContentType, entry.Metadata);
        }

        return Task.FromResult(response);
    }

    public override async Task PullMessages(
        IAsyncStreamReader<PullMessagesRequest> requestStream, IServerStreamWriter<PullMessagesResponse> responseStream, ServerCallContext context)
    {
        if (!await requestStream.MoveNext(context.CancellationToken))
            return;
        LastTopic = requestStream.Current.Topic;
        var queue = Queue(LastTopic.Name);
        var unanswered = new ConcurrentDictionary<string, PullMessagesResponse>(StringComparer.Ordinal);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        var sending = SendAsync(queue, unanswered, responseStream, ending.Token);
        try
        {
            while (await requestStream.MoveNext(context.CancellationToken))
            {
                if (!unanswered.TryRemove(requestStream.Current.AckMessageId, out var message) || requestStream.Current.AckError is not { } error)
                    continue;
                Refusals.Enqueue(error.Message);
                queue.Writer.TryWrite(message);
            }
        }
        finally
        {
            await ending.CancelAsync();
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var message in unanswered.Values)
                queue.Writer.TryWrite(message);
        }
    }

    private static async Task SendAsync(
        Channel<PullMessagesResponse> queue,
        ConcurrentDictionary<string, PullMessagesResponse> unanswered,
        IServerStreamWriter<PullMessagesResponse> responses,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            var message = await queue.Reader.ReadAsync(cancellationToken);
            unanswered[message.Id] = message;
            await responses.WriteAsync(message, cancellationToken);
        }
    }

    private Channel<PullMessagesResponse> Queue(string topic) => queues.GetOrAdd(topic, _ => Channel.CreateUnbounded<PullMessagesResponse>());

    private void Add(string topic, Google.Protobuf.ByteString data, string contentType, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        var message = new PullMessagesResponse { Id = $"{Guid.NewGuid():N}-{Interlocked.Increment(ref _nextId)}", TopicName = topic, Data = data, ContentType = contentType };
        foreach (var (key, value) in metadata)
            message.Metadata.Add(key, value);
        Queue(topic).Writer.TryWrite(message);
    }
}

using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;
using Google.Protobuf;
using Grpc.Core;
using Layotto.Protos.Dapr.Components.V1;
using PubSubService = Layotto.Protos.Dapr.Components.V1.PubSub;

namespace Layotto.Conformance.Tests.PubSub;

/// <summary>A broker in memory, with a queue for each topic, that does one thing wrong, or nothing.</summary>
internal sealed class FaultyPubSubService(PubSubFault fault) : PubSubService.PubSubBase
{
    private const int LargeBytes = 64 * 1024;
    private const int Reversed = 10;

    private readonly ConcurrentDictionary<string, Channel<PullMessagesResponse>> _queues = new(StringComparer.Ordinal);
    private int _published;

    public override Task<PubSubInitResponse> Init(PubSubInitRequest request, ServerCallContext context) => Task.FromResult(new PubSubInitResponse());

    public override Task<FeaturesResponse> Features(FeaturesRequest request, ServerCallContext context)
    {
        var response = new FeaturesResponse();
        if (fault == PubSubFault.ClaimsBulkWithoutIt)
            response.Features.Add("BULK_PUBSUB");
        return Task.FromResult(response);
    }

    public override Task<PingResponse> Ping(PingRequest request, ServerCallContext context) => Task.FromResult(new PingResponse());

    public override Task<PublishResponse> Publish(PublishRequest request, ServerCallContext context)
    {
        var number = Interlocked.Increment(ref _published);
        if ((fault == PubSubFault.DropsEverySeventh && number % 7 == 0) || (fault == PubSubFault.DropsEmptyMessages && request.Data.IsEmpty))
            return Task.FromResult(new PublishResponse());
        var message = new PullMessagesResponse
        {
            Id = $"{number}",
            TopicName = request.Topic,
            ContentType = fault == PubSubFault.DropsContentTypes ? "" : request.ContentType,
            Data = fault switch
            {
                PubSubFault.TruncatesLargeMessages when request.Data.Length > LargeBytes => ByteString.CopyFrom(request.Data.Span[..LargeBytes]),
                PubSubFault.TakesPayloadsForText => ByteString.CopyFromUtf8(Encoding.UTF8.GetString(request.Data.Span)),
                _ => request.Data,
            },
        };
        if (fault != PubSubFault.DropsMetadata)
            message.Metadata.Add(request.Metadata);
        var queue = Queue(context, request.Topic);
        queue.Writer.TryWrite(message);
        if (fault == PubSubFault.DeliversTwice)
            queue.Writer.TryWrite(new PullMessagesResponse(message) { Id = $"{number}-again" });
        return Task.FromResult(new PublishResponse());
    }

    public override async Task PullMessages(
        IAsyncStreamReader<PullMessagesRequest> requestStream, IServerStreamWriter<PullMessagesResponse> responseStream, ServerCallContext context)
    {
        if (!await requestStream.MoveNext(context.CancellationToken))
            return;
        var queue = Queue(context, requestStream.Current.Topic?.Name ?? "");
        var unanswered = new ConcurrentDictionary<string, PullMessagesResponse>(StringComparer.Ordinal);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        var sending = SendAsync(queue, unanswered, responseStream, ending.Token);
        try
        {
            while (await requestStream.MoveNext(context.CancellationToken))
            {
                var answer = requestStream.Current;

                // What was refused stays without an answer, and nothing is sent as long as something does.
                if (fault == PubSubFault.StopsAtARefusal && answer.AckError is not null)
                    await Task.Delay(Timeout.Infinite, context.CancellationToken);
                if (fault == PubSubFault.IgnoresAcknowledgements || !unanswered.TryRemove(answer.AckMessageId, out var message) || answer.AckError is null)
                    continue;
                if (fault != PubSubFault.NeverRedelivers)
                    queue.Writer.TryWrite(message);
            }
        }
        finally
        {
            await ending.CancelAsync();
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var message in unanswered.Values)
                queue.Writer.TryWrite(message);
            if (fault == PubSubFault.ForgetsWhatWasRefusedAtTheEnd)
                _queues.Clear();
        }
    }

    private async Task SendAsync(
        Channel<PullMessagesResponse> queue,
        ConcurrentDictionary<string, PullMessagesResponse> unanswered,
        IServerStreamWriter<PullMessagesResponse> responses,
        CancellationToken cancellationToken)
    {
        var held = new Stack<PullMessagesResponse>();
        while (true)
        {
            var message = await queue.Reader.ReadAsync(cancellationToken);
            if (fault == PubSubFault.ReversesOrder)
            {
                held.Push(message);
                if (held.Count < Reversed)
                    continue;
                while (held.TryPop(out var last))
                    await responses.WriteAsync(last, cancellationToken);
                continue;
            }

            if (fault == PubSubFault.StopsAtARefusal && !unanswered.IsEmpty)
                await Task.Delay(Timeout.Infinite, cancellationToken);
            unanswered[message.Id] = message;
            await responses.WriteAsync(message, cancellationToken);
        }
    }

    private Channel<PullMessagesResponse> Queue(ServerCallContext context, string topic)
    {
        var component = fault == PubSubFault.MixesComponents ? "" : context.RequestHeaders.GetValue("x-component-instance") ?? "";
        return _queues.GetOrAdd(fault == PubSubFault.MixesTopics ? component : $"{component}/{topic}", static _ => Channel.CreateUnbounded<PullMessagesResponse>());
    }
}

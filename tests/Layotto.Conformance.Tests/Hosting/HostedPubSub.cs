using Google.Protobuf;
using Grpc.Core;
using Layotto.Components.PubSub;
using Layotto.Protos.Dapr.Components.V1;
using PublishRequest = Layotto.Components.PubSub.PublishRequest;
using WirePublishRequest = Layotto.Protos.Dapr.Components.V1.PublishRequest;
using PubSubService = Layotto.Protos.Dapr.Components.V1.PubSub;

namespace Layotto.Conformance.Tests.Hosting;

/// <summary>A broker that is built in, behind Dapr's contract.</summary>
internal sealed class HostedPubSub(HostedComponents<IPubSub> components) : PubSubService.PubSubBase
{
    public override async Task<PubSubInitResponse> Init(PubSubInitRequest request, ServerCallContext context)
    {
        await components.InitialiseAsync(request.Metadata.Properties, context);
        return new PubSubInitResponse();
    }

    public override Task<FeaturesResponse> Features(FeaturesRequest request, ServerCallContext context)
        => Task.FromResult(new FeaturesResponse { Features = { components.Of(context).Features } });

    public override Task<PingResponse> Ping(PingRequest request, ServerCallContext context) => Task.FromResult(new PingResponse());

    public override Task<PublishResponse> Publish(WirePublishRequest request, ServerCallContext context) => HostedComponents<IPubSub>.AnswerAsync(async () =>
    {
        await components.Of(context).PublishAsync(
            new PublishRequest(request.Topic, request.Data.Memory, request.ContentType.Length > 0 ? request.ContentType : null, request.Metadata), context.CancellationToken);
        return new PublishResponse();
    });

    public override async Task PullMessages(
        IAsyncStreamReader<PullMessagesRequest> requestStream, IServerStreamWriter<PullMessagesResponse> responseStream, ServerCallContext context)
    {
        if (!await requestStream.MoveNext(context.CancellationToken))
            return;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        var topic = requestStream.Current.Topic;
        using var stream = new HostedStream<PullMessagesResponse, PullMessagesRequest>(responseStream);
        await using var subscription = await components.Of(context).SubscribeAsync(new SubscribeRequest(topic.Name, topic.Metadata, 16), HandleAsync, context.CancellationToken);
        try
        {
            while (await requestStream.MoveNext(context.CancellationToken))
                stream.Answer(requestStream.Current.AckMessageId, requestStream.Current);
        }
        finally
        {
            await ending.CancelAsync();
        }

        async Task HandleAsync(PubSubMessage message, CancellationToken cancellationToken)
        {
            var answer = await stream.SendAsync(
                id =>
                {
                    var response = new PullMessagesResponse { Id = id, TopicName = message.Topic, Data = ByteString.CopyFrom(message.Data.Span), ContentType = message.ContentType ?? "" };
                    response.Metadata.Add(message.Metadata.ToDictionary());
                    return response;
                },
                ending.Token);
            if (answer.AckError is { } error)
                throw new InvalidOperationException(error.Message);
        }
    }
}

using Google.Protobuf;
using Grpc.Core;
using Layotto.Components.Bindings;
using Layotto.Protos.Dapr.Components.V1;

namespace Layotto.Conformance.Tests.Hosting;

/// <summary>An input binding that is built in, behind Dapr's contract.</summary>
internal sealed class HostedInputBinding(HostedComponents<IInputBinding> components) : InputBinding.InputBindingBase
{
    public override async Task<InputBindingInitResponse> Init(InputBindingInitRequest request, ServerCallContext context)
    {
        await components.InitialiseAsync(request.Metadata.Properties, context);
        return new InputBindingInitResponse();
    }

    public override Task<PingResponse> Ping(PingRequest request, ServerCallContext context) => Task.FromResult(new PingResponse());

    public override async Task Read(IAsyncStreamReader<ReadRequest> requestStream, IServerStreamWriter<ReadResponse> responseStream, ServerCallContext context)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        using var stream = new HostedStream<ReadResponse, ReadRequest>(responseStream);
        await using var reading = await components.Of(context).ReadAsync(HandleAsync, context.CancellationToken);
        try
        {
            while (await requestStream.MoveNext(context.CancellationToken))
                stream.Answer(requestStream.Current.MessageId, requestStream.Current);
        }
        finally
        {
            await ending.CancelAsync();
        }

        async ValueTask<ReadOnlyMemory<byte>> HandleAsync(BindingEvent received, CancellationToken cancellationToken)
        {
            var answer = await stream.SendAsync(
                id =>
                {
                    var response = new ReadResponse { MessageId = id, Data = ByteString.CopyFrom(received.Data.Span), ContentType = received.ContentType ?? "" };
                    response.Metadata.Add(received.Metadata.ToDictionary());
                    return response;
                },
                ending.Token);
            return answer.ResponseError is { } error ? throw new InvalidOperationException(error.Message) : answer.ResponseData.Memory;
        }
    }
}

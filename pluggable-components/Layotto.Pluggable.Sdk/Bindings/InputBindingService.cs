using System.Runtime.CompilerServices;
using Google.Protobuf;
using Grpc.Core;
using Layotto.Components;
using Layotto.Components.Bindings;
using Layotto.Pluggable.Sdk.Serving;
using Layotto.Protos.Dapr.Components.V1;

namespace Layotto.Pluggable.Sdk.Bindings;

/// <summary>An input binding as Dapr's service.</summary>
internal sealed class InputBindingService(ComponentInstances instances) : InputBinding.InputBindingBase
{
    // A binding is read once at a time; who comes while another reads waits for its end.
    private readonly ConditionalWeakTable<HostedComponent, SemaphoreSlim> _turns = [];

    public override Task<InputBindingInitResponse> Init(InputBindingInitRequest request, ServerCallContext context)
        => instances.InitialiseAsync<InputBindingInitResponse>(request.Metadata, context);

    public override Task<PingResponse> Ping(PingRequest request, ServerCallContext context) => instances.PingAsync<PingResponse>(context);

    public override async Task Read(IAsyncStreamReader<ReadRequest> requestStream, IServerStreamWriter<ReadResponse> responseStream, ServerCallContext context)
    {
        using var held = instances.Hold(context);
        var turn = _turns.GetValue(held.Hosted, static _ => new SemaphoreSlim(1, 1));
        using (var either = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, instances.Stopping))
            await turn.WaitAsync(either.Token).ConfigureAwait(false);
        try
        {
            using var events = new AnsweredMessages<ReadResponse, ReadRequest>(responseStream, instances.TimeProvider);
            var reading = await held.As<IInputBinding>()
                .ReadAsync((received, token) => DeliverAsync(events, received, token), context.CancellationToken).ConfigureAwait(false);
            await events.RunAsync(
                async token =>
                {
                    while (await requestStream.MoveNext(token).ConfigureAwait(false))
                        events.Answer(requestStream.Current.MessageId, requestStream.Current);
                },
                reading,
                context.CancellationToken,
                instances.Stopping).ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }

    private static async ValueTask<ReadOnlyMemory<byte>> DeliverAsync(
        AnsweredMessages<ReadResponse, ReadRequest> events, BindingEvent received, CancellationToken cancellationToken)
    {
        var answer = await events.SendAsync(
            id =>
            {
                var wire = new ReadResponse
                {
                    MessageId = id,
                    Data = UnsafeByteOperations.UnsafeWrap(received.Data),
                    ContentType = received.ContentType ?? "",
                };
                foreach (var (key, value) in received.Metadata)
                    wire.Metadata[key] = value;
                return wire;
            },
            cancellationToken).ConfigureAwait(false);
        if (answer.ResponseError is { } error)
            throw new ComponentException(error.Message.Length > 0 ? error.Message : "The app did not take the event.");
        return answer.ResponseData.Memory;
    }
}

using System.Threading.Channels;
using Grpc.Core;
using Layotto.Protos.Dapr.Components.V1;

namespace Layotto.Conformance.Tests.Processes;

/// <summary>A binding both ways, in which what is created comes as an event.</summary>
internal sealed class EchoBinding : OutputBinding.OutputBindingBase
{
    private readonly Channel<InvokeRequest> _created = Channel.CreateUnbounded<InvokeRequest>();

    public override Task<OutputBindingInitResponse> Init(OutputBindingInitRequest request, ServerCallContext context) => Task.FromResult(new OutputBindingInitResponse());

    public override Task<PingResponse> Ping(PingRequest request, ServerCallContext context) => Task.FromResult(new PingResponse());

    public override Task<ListOperationsResponse> ListOperations(ListOperationsRequest request, ServerCallContext context)
        => Task.FromResult(new ListOperationsResponse { Operations = { "create" } });

    public override Task<InvokeResponse> Invoke(InvokeRequest request, ServerCallContext context)
        => request.Operation == "create" && _created.Writer.TryWrite(request)
            ? Task.FromResult(new InvokeResponse())
            : throw new RpcException(new Status(StatusCode.InvalidArgument, $"there is no operation {request.Operation}"));

    public InputBinding.InputBindingBase Input() => new Reader(_created.Reader);

    private sealed class Reader(ChannelReader<InvokeRequest> created) : InputBinding.InputBindingBase
    {
        public override Task<InputBindingInitResponse> Init(InputBindingInitRequest request, ServerCallContext context) => Task.FromResult(new InputBindingInitResponse());

        public override Task<PingResponse> Ping(PingRequest request, ServerCallContext context) => Task.FromResult(new PingResponse());

        public override async Task Read(IAsyncStreamReader<ReadRequest> requestStream, IServerStreamWriter<ReadResponse> responseStream, ServerCallContext context)
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
            using var stream = new AnsweredStream<ReadResponse, ReadRequest>(responseStream);
            var sending = SendAsync();
            try
            {
                while (await requestStream.MoveNext(context.CancellationToken))
                    stream.Answer(requestStream.Current.MessageId, requestStream.Current);
            }
            finally
            {
                await ending.CancelAsync();
                await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            async Task SendAsync()
            {
                await foreach (var one in created.ReadAllAsync(ending.Token))
                    _ = stream.SendAsync(id => new ReadResponse { MessageId = id, Data = one.Data }, ending.Token);
            }
        }
    }
}

using Google.Protobuf;
using Grpc.Core;
using Layotto.Components;
using Layotto.Components.Bindings;
using Layotto.Protos.Dapr.Components.V1;

namespace Layotto.Conformance.Tests.Hosting;

/// <summary>An output binding that is built in, behind Dapr's contract.</summary>
internal sealed class HostedOutputBinding(HostedComponents<IOutputBinding> components) : OutputBinding.OutputBindingBase
{
    public override async Task<OutputBindingInitResponse> Init(OutputBindingInitRequest request, ServerCallContext context)
    {
        await components.InitialiseAsync(request.Metadata.Properties, context);
        return new OutputBindingInitResponse();
    }

    public override Task<PingResponse> Ping(PingRequest request, ServerCallContext context) => Task.FromResult(new PingResponse());

    public override Task<ListOperationsResponse> ListOperations(ListOperationsRequest request, ServerCallContext context)
        => Task.FromResult(new ListOperationsResponse { Operations = { components.Of(context).Operations } });

    public override Task<InvokeResponse> Invoke(InvokeRequest request, ServerCallContext context) => HostedComponents<IOutputBinding>.AnswerAsync(async () =>
    {
        var binding = components.Of(context);
        if (!binding.Operations.Contains(request.Operation))
            throw new ComponentException($"there is no operation {request.Operation}");
        var answer = await binding.InvokeAsync(new BindingRequest(request.Operation, request.Data.Memory, request.Metadata), context.CancellationToken);
        var response = new InvokeResponse { Data = ByteString.CopyFrom(answer is null ? default : answer.Data.Span), ContentType = answer?.ContentType ?? "" };
        response.Metadata.Add(answer?.Metadata.ToDictionary() ?? []);
        return response;
    });
}

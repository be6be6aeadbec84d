using Google.Protobuf;
using Grpc.Core;
using Layotto.Components.Bindings;
using Layotto.Pluggable.Sdk.Serving;
using Layotto.Protos.Dapr.Components.V1;

namespace Layotto.Pluggable.Sdk.Bindings;

/// <summary>An output binding as Dapr's service.</summary>
internal sealed class OutputBindingService(ComponentInstances instances) : OutputBinding.OutputBindingBase
{
    public override Task<OutputBindingInitResponse> Init(OutputBindingInitRequest request, ServerCallContext context)
        => instances.InitialiseAsync<OutputBindingInitResponse>(request.Metadata, context);

    public override Task<PingResponse> Ping(PingRequest request, ServerCallContext context) => instances.PingAsync<PingResponse>(context);

    public override Task<ListOperationsResponse> ListOperations(ListOperationsRequest request, ServerCallContext context)
    {
        using var held = instances.Hold(context);
        return Task.FromResult(new ListOperationsResponse { Operations = { held.As<IOutputBinding>().Operations } });
    }

    public override async Task<InvokeResponse> Invoke(InvokeRequest request, ServerCallContext context)
    {
        using var held = instances.Hold(context);
        var answer = await held.As<IOutputBinding>().InvokeAsync(
            new BindingRequest(request.Operation, request.Data.Memory, request.Metadata), context.CancellationToken).ConfigureAwait(false);
        var response = new InvokeResponse();
        if (answer is null)
            return response;
        response.Data = UnsafeByteOperations.UnsafeWrap(answer.Data);
        response.ContentType = answer.ContentType ?? "";
        foreach (var (key, value) in answer.Metadata)
            response.Metadata[key] = value;
        return response;
    }
}

using Grpc.Core;
using Layotto.Components.State;
using Layotto.Pluggable.Sdk.Serving;
using Layotto.Protos.Dapr.Components.V1;

namespace Layotto.Pluggable.Sdk.State;

/// <summary>A state store as Dapr's service.</summary>
/// <remarks>A store that answers at once is answered for at once: no state machine, and no object but the messages and the answer's task.</remarks>
internal sealed partial class StateService(ComponentInstances instances) : StateStore.StateStoreBase
{
    // Nobody changes them.
    private static readonly SetResponse Written = new();
    private static readonly Task<SetResponse> HasWritten = Task.FromResult(Written);
    private static readonly DeleteResponse Deleted = new();

    public override Task<InitResponse> Init(InitRequest request, ServerCallContext context)
        => instances.InitialiseAsync<InitResponse>(request.Metadata, context);

    public override Task<FeaturesResponse> Features(FeaturesRequest request, ServerCallContext context)
    {
        using var held = instances.Hold(context);
        return Task.FromResult(new FeaturesResponse { Features = { StateAbilities.Of(held.As<IStateStore>()) } });
    }

    public override Task<PingResponse> Ping(PingRequest request, ServerCallContext context) => instances.PingAsync<PingResponse>(context);

    public override Task<GetResponse> Get(GetRequest request, ServerCallContext context)
    {
        var held = instances.Hold(context);
        var isWaiting = false;
        try
        {
            var reading = held.As<IStateStore>().GetAsync(StateMessages.ToGet(request), context.CancellationToken);
            if (reading.IsCompletedSuccessfully)
                return Task.FromResult(StateMessages.ToResponse(reading.Result));
            isWaiting = true;
            return AwaitAsync(held, reading);
        }
        finally
        {
            if (!isWaiting)
                held.Dispose();
        }
    }

    public override Task<SetResponse> Set(SetRequest request, ServerCallContext context)
    {
        var held = instances.Hold(context);
        var isWaiting = false;
        try
        {
            var writing = held.As<IStateStore>().SetAsync(StateMessages.ToSet(request), context.CancellationToken);
            if (writing.IsCompletedSuccessfully)
            {
                writing.GetAwaiter().GetResult();
                return HasWritten;
            }

            isWaiting = true;
            return AwaitAsync(held, writing);
        }
        finally
        {
            if (!isWaiting)
                held.Dispose();
        }
    }

    public override async Task<DeleteResponse> Delete(DeleteRequest request, ServerCallContext context)
    {
        using var held = instances.Hold(context);
        await held.As<IStateStore>().DeleteAsync(StateMessages.ToDelete(request), context.CancellationToken).ConfigureAwait(false);
        return Deleted;
    }

    private static async Task<GetResponse> AwaitAsync(HeldComponent held, ValueTask<StateValue?> reading)
    {
        using (held)
            return StateMessages.ToResponse(await reading.ConfigureAwait(false));
    }

    private static async Task<SetResponse> AwaitAsync(HeldComponent held, ValueTask writing)
    {
        using (held)
            await writing.ConfigureAwait(false);
        return Written;
    }
}

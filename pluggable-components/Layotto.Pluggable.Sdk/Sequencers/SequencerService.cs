using Grpc.Core;
using Layotto.Components.Sequencers;
using Layotto.Pluggable.Sdk.Serving;
using Layotto.Protos.Components.V1;
using SequencerIncrement = Layotto.Components.Sequencers.SequencerIncrement;
using WireIncrement = Layotto.Protos.Components.V1.SequencerIncrement;

namespace Layotto.Pluggable.Sdk.Sequencers;

/// <summary>A sequencer as our service.</summary>
internal sealed class SequencerService(ComponentInstances instances) : Sequencer.SequencerBase
{
    public override Task<InitResponse> Init(InitRequest request, ServerCallContext context)
        => instances.InitialiseAsync<InitResponse>(request, context);

    public override Task<FeaturesResponse> Features(FeaturesRequest request, ServerCallContext context)
        => Task.FromResult(new FeaturesResponse { Features = { instances.Features(context) } });

    public override Task<PingResponse> Ping(PingRequest request, ServerCallContext context) => instances.PingAsync<PingResponse>(context);

    public override async Task<GetNextIdResponse> GetNextId(GetNextIdRequest request, ServerCallContext context)
    {
        using var held = instances.Hold(context);
        var number = await held.As<ISequencer>().GetNextIdAsync(
            ToRequest(request.Key, request.Increment, request.Metadata), context.CancellationToken).ConfigureAwait(false);
        return new GetNextIdResponse { NextId = number };
    }

    public override async Task<GetSegmentResponse> GetSegment(GetSegmentRequest request, ServerCallContext context)
    {
        if (request.Size < 1)
            throw ComponentErrors.BadField("size", "The field size must be at least 1.");
        using var held = instances.Hold(context);
        var segment = await held.As<ISequencer>().GetSegmentAsync(
            ToRequest(request.Key, request.Increment, request.Metadata), request.Size, context.CancellationToken).ConfigureAwait(false);
        return segment is { } range
            ? new GetSegmentResponse { From = range.From, To = range.To }
            : throw new RpcException(new Status(StatusCode.Unimplemented, "This sequencer gives single numbers alone."));
    }

    private static SequencerRequest ToRequest(string key, WireIncrement increment, IReadOnlyDictionary<string, string> metadata)
    {
        if (key.Length == 0)
            throw ComponentErrors.BadField("key", "The field key is empty; it must name the sequence.");
        return new SequencerRequest(key, increment == WireIncrement.Strong ? SequencerIncrement.Strong : SequencerIncrement.Weak, metadata);
    }
}

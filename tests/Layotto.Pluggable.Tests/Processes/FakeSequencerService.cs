using Google.Protobuf.Reflection;
using Grpc.Core;
using Layotto.Protos.Components.V1;

namespace Layotto.Pluggable.Tests.Processes;

/// <summary>A sequencer's process that gives what a test wants.</summary>
internal sealed class FakeSequencerService : Sequencer.SequencerBase
{
    private long _next;

    public long? Answer { get; set; }

    public Func<GetSegmentRequest, GetSegmentResponse>? Segment { get; set; }

    public GetNextIdRequest? Last { get; private set; }

    public int SegmentCalls { get; private set; }

    public static (ServerServiceDefinition Definition, ServiceDescriptor Descriptor) Serve(FakeSequencerService service)
        => (Sequencer.BindService(service), Sequencer.Descriptor);

    /// <summary>The next numbers, as many as are wanted.</summary>
    public GetSegmentResponse Take(GetSegmentRequest request)
    {
        var to = Interlocked.Add(ref _next, request.Size);
        return new GetSegmentResponse { From = to - request.Size + 1, To = to };
    }

    public override Task<InitResponse> Init(InitRequest request, ServerCallContext context) => Task.FromResult(new InitResponse());

    public override Task<PingResponse> Ping(PingRequest request, ServerCallContext context) => Task.FromResult(new PingResponse());

    public override Task<GetNextIdResponse> GetNextId(GetNextIdRequest request, ServerCallContext context)
    {
        Last = request;
        return Task.FromResult(new GetNextIdResponse { NextId = Answer ?? Interlocked.Increment(ref _next) });
    }

    public override Task<GetSegmentResponse> GetSegment(GetSegmentRequest request, ServerCallContext context)
    {
        SegmentCalls++;
        return Segment is null ? throw new RpcException(new Status(StatusCode.Unimplemented, "")) : Task.FromResult(Segment(request));
    }
}

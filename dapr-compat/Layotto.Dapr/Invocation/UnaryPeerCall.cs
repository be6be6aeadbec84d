using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Layotto.Dapr.Invocation.Wire;
using Layotto.Dapr.Telemetry;
using Layotto.Grpc.Client;
using Layotto.Protos.Dapr.Internals.V1;
using Layotto.Runtime.Telemetry;

namespace Layotto.Dapr.Invocation;

/// <summary>The call that sidecars made of one another before there were streams (<c>ServiceInvocation.CallLocal</c>).</summary>
internal static class UnaryPeerCall
{
    /// <summary>Makes the unary call that a streamed one would have been.</summary>
    /// <param name="channel">The connections to the sidecar.</param>
    /// <param name="frame">The streamed call: its only frame.</param>
    /// <param name="trace">The trace it belongs to.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="RpcException">The call failed.</exception>
    public static async Task<PeerResponse> SendAsync(GrpcChannel channel, ReadOnlyMemory<byte> frame, TraceContext trace, CancellationToken cancellationToken)
    {
        var streamed = InternalInvokeRequestStream.Parser.ParseFrom(frame.Span[WireWriter.FrameHeader..]);
        var request = streamed.Request;
        request.Message.Data ??= new Any();
        request.Message.Data.Value = streamed.Payload?.Data ?? ByteString.Empty;
        var metadata = new Metadata();
        GrpcTraceHeaders.Inject(metadata, trace);
        var client = new Protos.Dapr.Internals.V1.ServiceInvocation.ServiceInvocationClient(channel.CreateCallInvoker());
        var response = await client.CallLocalAsync(request, metadata, cancellationToken: cancellationToken).ResponseAsync.ConfigureAwait(false);
        return new PeerResponse(PeerResponseHead.Parse(response.ToByteArray()));
    }
}

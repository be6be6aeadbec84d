using Grpc.Core;
using Grpc.Testing;

namespace Layotto.EndToEnd.Tests.Invocation;

/// <summary>A gRPC service of an app, with a method of each shape.</summary>
internal sealed class ProxiedService : TestService.TestServiceBase
{
    /// <summary>The metadata of the last call.</summary>
    public Metadata Seen { get; private set; } = [];

    /// <summary>The deadline of the last call.</summary>
    public DateTime Deadline { get; private set; }

    public override async Task<SimpleResponse> UnaryCall(SimpleRequest request, ServerCallContext context)
    {
        Seen = context.RequestHeaders;
        Deadline = context.Deadline;
        await context.WriteResponseHeadersAsync(new Metadata { { "x-initial", "first" }, { "x-bytes-bin", new byte[] { 1, 2, 255 } } });
        context.ResponseTrailers.Add("x-trailing", "last");
        if (request.ResponseStatus is { Code: not 0 } status)
            throw new RpcException(new Status((StatusCode)status.Code, status.Message), new Metadata { { "grpc-status-details-bin", new byte[] { 8, 5 } } });
        return new SimpleResponse { Payload = request.Payload };
    }

    public override async Task StreamingOutputCall(StreamingOutputCallRequest request, IServerStreamWriter<StreamingOutputCallResponse> responseStream, ServerCallContext context)
    {
        for (var index = 0; index < request.ResponseParameters[0].Size; index++)
            await responseStream.WriteAsync(new StreamingOutputCallResponse { Payload = new Payload { Body = Google.Protobuf.ByteString.CopyFromUtf8($"{index}") } });
    }

    public override async Task<StreamingInputCallResponse> StreamingInputCall(IAsyncStreamReader<StreamingInputCallRequest> requestStream, ServerCallContext context)
    {
        var size = 0;
        while (await requestStream.MoveNext(context.CancellationToken))
            size += requestStream.Current.Payload.Body.Length;
        return new StreamingInputCallResponse { AggregatedPayloadSize = size };
    }

    public override async Task FullDuplexCall(
        IAsyncStreamReader<StreamingOutputCallRequest> requestStream, IServerStreamWriter<StreamingOutputCallResponse> responseStream, ServerCallContext context)
    {
        while (await requestStream.MoveNext(context.CancellationToken))
            await responseStream.WriteAsync(new StreamingOutputCallResponse { Payload = requestStream.Current.Payload });
    }
}

using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Layotto.Protos.Dapr.Common.V1;
using Layotto.Protos.Dapr.Runtime.V1;

namespace Layotto.EndToEnd.Tests.Invocation;

/// <summary>What Dapr calls of a gRPC app: its methods by <c>OnInvoke</c>, and its health.</summary>
internal sealed class InvokedService : AppCallback.AppCallbackBase
{
    public override async Task<InvokeResponse> OnInvoke(InvokeRequest request, ServerCallContext context)
    {
        if (request.Method == "fail")
            throw new RpcException(new Status(StatusCode.NotFound, "no such thing"));
        await context.WriteResponseHeadersAsync(new Metadata { { "x-of-app", "yes" } });
        var headers = string.Join('\n', context.RequestHeaders.Where(entry => !entry.IsBinary).Select(entry => $"{entry.Key}={entry.Value}"));
        var text = $"{request.Method} {request.HttpExtension?.Verb} {request.HttpExtension?.Querystring} {request.ContentType} [{request.Data?.Value.ToStringUtf8()}]\n{headers}\n";
        return new InvokeResponse { ContentType = "text/plain", Data = new Any { Value = ByteString.CopyFromUtf8(text) } };
    }
}

using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Layotto.Protos.Dapr.Components.V1;

namespace Layotto.Pluggable.Tests.Processes;

/// <summary>The output half of a binding's process: things under names.</summary>
internal sealed class FakeOutputService : OutputBinding.OutputBindingBase
{
    private readonly ConcurrentDictionary<string, ByteString> _things = new(StringComparer.Ordinal);

    public static (ServerServiceDefinition Definition, ServiceDescriptor Descriptor) Serve()
        => (OutputBinding.BindService(new FakeOutputService()), OutputBinding.Descriptor);

    public override Task<OutputBindingInitResponse> Init(OutputBindingInitRequest request, ServerCallContext context) => Task.FromResult(new OutputBindingInitResponse());

    public override Task<PingResponse> Ping(PingRequest request, ServerCallContext context) => Task.FromResult(new PingResponse());

    public override Task<ListOperationsResponse> ListOperations(ListOperationsRequest request, ServerCallContext context)
        => Task.FromResult(new ListOperationsResponse { Operations = { "create", "get", "delete", "list" } });

    public override Task<InvokeResponse> Invoke(InvokeRequest request, ServerCallContext context)
    {
        var key = request.Metadata.TryGetValue("key", out var given) ? given : "";
        switch (request.Operation)
        {
            case "create":
                _things[key] = request.Data;
                return Task.FromResult(new InvokeResponse { ContentType = "text/plain", Metadata = { ["key"] = key } });
            case "get" when _things.TryGetValue(key, out var data):
                return Task.FromResult(new InvokeResponse { Data = data });
            case "delete":
                _things.TryRemove(key, out _);
                return Task.FromResult(new InvokeResponse());
            case "list":
                return Task.FromResult(new InvokeResponse { Data = ByteString.CopyFromUtf8(string.Join(',', _things.Keys)) });
            default:
                throw new RpcException(new Status(StatusCode.NotFound, $"{request.Operation} of {key} can't be done"));
        }
    }
}

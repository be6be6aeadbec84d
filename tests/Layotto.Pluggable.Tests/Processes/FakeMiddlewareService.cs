using System.Collections.Concurrent;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Layotto.Protos.Components.V1;
using HttpMiddlewareService = Layotto.Protos.Components.V1.HttpMiddleware;

namespace Layotto.Pluggable.Tests.Processes;

/// <summary>A middleware's process that does what a test wants.</summary>
internal sealed class FakeMiddlewareService : HttpMiddlewareService.HttpMiddlewareBase
{
    public HttpMiddlewareInitResponse Wishes { get; set; } = new();

    public Func<HandleRequestRequest, HandleRequestResponse> Decide { get; set; } = static _ => new HandleRequestResponse { Continue = new ContinueRequest() };

    public Func<HandleResponseRequest, HandleResponseResponse> Change { get; set; } = static _ => new HandleResponseResponse();

    public ConcurrentQueue<HandleRequestRequest> Requests { get; } = new();

    public ConcurrentQueue<HandleResponseRequest> Responses { get; } = new();

    public static (ServerServiceDefinition Definition, ServiceDescriptor Descriptor) Serve(FakeMiddlewareService service)
        => (HttpMiddlewareService.BindService(service), HttpMiddlewareService.Descriptor);

    public override Task<HttpMiddlewareInitResponse> Init(InitRequest request, ServerCallContext context) => Task.FromResult(Wishes);

    public override Task<PingResponse> Ping(PingRequest request, ServerCallContext context) => Task.FromResult(new PingResponse());

    public override Task<HandleRequestResponse> HandleRequest(HandleRequestRequest request, ServerCallContext context)
    {
        Requests.Enqueue(request);
        return Task.FromResult(Decide(request));
    }

    public override Task<HandleResponseResponse> HandleResponse(HandleResponseRequest request, ServerCallContext context)
    {
        Responses.Enqueue(request);
        return Task.FromResult(Change(request));
    }
}

using Google.Protobuf;
using Grpc.Core;
using Layotto.Components.HttpMiddleware;
using Layotto.Protos.Components.V1;
using Microsoft.AspNetCore.Http;
using HttpMiddlewareService = Layotto.Protos.Components.V1.HttpMiddleware;

namespace Layotto.Conformance.Tests.Hosting;

/// <summary>An HTTP middleware that is built in, behind our contract. It sees requests and decides about them; answers pass it by.</summary>
internal sealed class HostedMiddleware(HostedComponents<IHttpMiddleware> components) : HttpMiddlewareService.HttpMiddlewareBase
{
    public override async Task<HttpMiddlewareInitResponse> Init(InitRequest request, ServerCallContext context)
    {
        await components.InitialiseAsync(request.Metadata, context);
        return new HttpMiddlewareInitResponse { WantsRequestBody = true };
    }

    public override Task<PingResponse> Ping(PingRequest request, ServerCallContext context) => Task.FromResult(new PingResponse());

    public override async Task<HandleRequestResponse> HandleRequest(HandleRequestRequest request, ServerCallContext context)
    {
        var http = new DefaultHttpContext { RequestAborted = context.CancellationToken };
        http.Request.Method = request.Method;
        http.Request.Scheme = "http";
        RequestTarget.Rewrite(http, request.Path, request.Query);
        foreach (var header in request.Headers)
            http.Request.Headers.Append(header.Name, header.Value);
        http.Request.Body = new MemoryStream(request.Body.ToByteArray());
        http.Connection.RemoteIpAddress = System.Net.IPAddress.Loopback;
        var answer = new MemoryStream();
        http.Response.Body = answer;
        var isPassed = false;
        await components.Of(context).InvokeAsync(
            http,
            _ =>
            {
                isPassed = true;
                return Task.CompletedTask;
            });
        return isPassed ? await PassAsync(http) : new HandleRequestResponse { Answer = new AnswerRequest { Status = http.Response.StatusCode, Body = ByteString.CopyFrom(answer.ToArray()) } };
    }

    private static async Task<HandleRequestResponse> PassAsync(HttpContext http)
    {
        var target = RequestTarget.Of(http);
        var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        return new HandleRequestResponse
        {
            Continue = new ContinueRequest
            {
                Path = RequestTarget.PathOf(target).ToString(),
                Query = RequestTarget.QueryOf(target).ToString(),
                Body = ByteString.CopyFrom(body.ToArray()),
            },
        };
    }
}

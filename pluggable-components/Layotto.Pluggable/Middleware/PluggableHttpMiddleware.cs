using Google.Protobuf;
using Grpc.Core;
using Layotto.Components;
using Layotto.Components.HttpMiddleware;
using Layotto.Pluggable.Connections;
using Layotto.Protos.Components.V1;
using Microsoft.AspNetCore.Http;
using HttpMiddlewareService = Layotto.Protos.Components.V1.HttpMiddleware;

namespace Layotto.Pluggable.Middleware;

/// <summary>
/// An HTTP middleware in another process (<c>layotto.components.v1.HttpMiddleware</c>). A request that the process can't be asked about
/// doesn't pass, because the middleware may be there to protect what is behind it.
/// </summary>
internal sealed class PluggableHttpMiddleware : IHttpMiddleware
{
    private const int DefaultMaxBody = 1024 * 1024;

    private readonly ComponentLink _link;
    private volatile HttpMiddlewareInitResponse _wishes = new();
    private HttpMiddlewareService.HttpMiddlewareClient _client = null!;

    public PluggableHttpMiddleware(ComponentSocket socket) => _link = new ComponentLink(
        socket,
        InitialiseAsync,
        static (invoker, options) => new HttpMiddlewareService.HttpMiddlewareClient(invoker).PingAsync(new PingRequest(), options).ResponseAsync);

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => [];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        await _link.StartAsync(context, cancellationToken).ConfigureAwait(false);
        _client = new HttpMiddlewareService.HttpMiddlewareClient(_link.Invoker);
    }

    /// <inheritdoc/>
    public ValueTask PingAsync(CancellationToken cancellationToken) => _link.PingAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var wishes = _wishes;
        ContinueRequest? passed;
        try
        {
            passed = await AskAsync(context, wishes).ConfigureAwait(false);
        }
        catch (ComponentException exception)
        {
            var status = exception is ComponentUnavailableException ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status502BadGateway;
            await HttpHeads.AnswerAsync(context, status, $"The middleware {_link.Context.Name} can't decide about the request: {exception.Message}").ConfigureAwait(false);
            return;
        }

        if (passed is null)
            return;
        if (wishes.WantsResponse)
            context.Response.OnStarting(() => ChangeResponseAsync(context, passed.State));
        await next(context).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _link.DisposeAsync();

    // Null when the request has been answered.
    private async Task<ContinueRequest?> AskAsync(HttpContext context, HttpMiddlewareInitResponse wishes)
    {
        var request = HttpHeads.ToRequest(context);
        if (wishes.WantsRequestBody)
        {
            var most = wishes.MaxRequestBodyBytes > 0 ? (int)Math.Min(wishes.MaxRequestBodyBytes, Array.MaxLength - 1) : DefaultMaxBody;
            if (await HttpBodies.ReadAsync(context, most).ConfigureAwait(false) is not { } body)
            {
                await HttpHeads.AnswerAsync(
                    context, StatusCodes.Status413PayloadTooLarge, $"The middleware {_link.Context.Name} takes bodies of {most} bytes at most.").ConfigureAwait(false);
                return null;
            }

            request.Body = UnsafeByteOperations.UnsafeWrap(body);
        }

        var call = _client.HandleRequestAsync(request, cancellationToken: context.RequestAborted);
        var response = await _link.AnswerAsync(call, context.RequestAborted).ConfigureAwait(false);
        switch (response.DecisionCase)
        {
            case HandleRequestResponse.DecisionOneofCase.Continue:
                HttpHeads.Apply(response.Continue, context);
                if (response.Continue.HasBody)
                    HttpBodies.Replace(context, response.Continue.Body);
                return response.Continue;
            case HandleRequestResponse.DecisionOneofCase.Answer:
                await HttpHeads.AnswerAsync(context, response.Answer).ConfigureAwait(false);
                return null;
            default:
                throw new ComponentException("the process answered without a decision");
        }
    }

    // What it throws keeps the answer from being sent as if nothing were the matter; the server makes an error of it.
    private async Task ChangeResponseAsync(HttpContext context, ByteString state)
    {
        var request = new HandleResponseRequest { Status = context.Response.StatusCode, State = state };
        HttpHeads.AddAll(request.Headers, context.Response.Headers);
        var call = _client.HandleResponseAsync(request, cancellationToken: context.RequestAborted);
        HttpHeads.Apply(await _link.AnswerAsync(call, context.RequestAborted).ConfigureAwait(false), context.Response);
    }

    private async Task InitialiseAsync(CallInvoker invoker, CancellationToken cancellationToken)
    {
        var client = new HttpMiddlewareService.HttpMiddlewareClient(invoker);
        _wishes = await client.InitAsync(_link.InitRequest(), cancellationToken: cancellationToken).ConfigureAwait(false);
    }
}

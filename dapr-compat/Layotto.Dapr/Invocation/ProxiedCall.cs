using Grpc.Core;
using Layotto.Grpc.Client;
using Layotto.Runtime.Invocation;
using Layotto.Runtime.Resiliency;
using Microsoft.AspNetCore.Http;

namespace Layotto.Dapr.Invocation;

/// <summary>One gRPC call that is passed on, with as many attempts as a policy makes.</summary>
internal sealed class ProxiedCall(
    GrpcProxy proxy, HttpContext context, AppTarget target, string path, bool isLocal, bool isPeer, ProxiedBody body) : IAsyncDisposable
{
    private ProxiedContent? _content;
    private HttpResponseMessage? _response;

    /// <summary>Makes an attempt; the answer of an earlier one is let go.</summary>
    public async Task<HttpResponseMessage> AttemptAsync(CancellationToken cancellationToken)
    {
        await DisposeAsync().ConfigureAwait(false);
        _response = null;
        _content = new ProxiedContent(body, context.Request.ContentType ?? "application/grpc");
        return _response = await proxy.SendAsync(context, target, path, isLocal, isPeer, _content, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Judges an attempt. Only what ends with a status alone can be a failure: what has begun to answer has been accepted.</summary>
    public AttemptStatus Judge(HttpResponseMessage? response, Exception? exception)
        => response is not null && RawCall.EndOf(response) is { StatusCode: not StatusCode.OK } status
            ? new AttemptStatus(IsFailure: true, IsPermanent: !body.IsWhole, GrpcStatus: (int)status.StatusCode)
            : Judgement.Of(0, exception, body.IsWhole);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_content is not null)
            await _content.StopAsync().ConfigureAwait(false);
        _response?.Dispose();
    }
}

using Grpc.Core;
using Layotto.Grpc.Client;
using Microsoft.AspNetCore.Http;

namespace Layotto.Dapr.Invocation;

/// <summary>A gRPC call that is passed on through a channel, as over TLS.</summary>
internal sealed class ClientExchange : ProxiedExchange
{
    private readonly ProxiedContent _content;
    private HttpResponseMessage? _response;

    private ClientExchange(ProxiedContent content) => _content = content;

    /// <inheritdoc/>
    public override Status? End => RawCall.EndOf(_response!);

    /// <summary>Makes an attempt.</summary>
    public static async ValueTask<ProxiedExchange> SendAsync(GrpcChannel channel, ProxiedCall call, CancellationToken cancellationToken)
    {
        var exchange = new ClientExchange(new ProxiedContent(call.Body, call.ContentType));
        try
        {
            var request = channel.CreateRawRequest(call.Path, exchange._content);
            call.AddHeaders(request.Headers, static (headers, name, values) => headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values));
            exchange._response = await channel.SendRawAsync(request, cancellationToken).ConfigureAwait(false);
            call.Took(exchange);
            return exchange;
        }
        catch
        {
            await exchange.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<StatusCode> CopyAsync(HttpContext context, long maxMessage, CancellationToken cancellationToken)
    {
        await ProxiedAnswer.CopyAsync(_response!, context, maxMessage, cancellationToken).ConfigureAwait(false);
        return (RawCall.EndOf(_response!) ?? RawCall.StatusOf(_response!)).StatusCode;
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _content.StopAsync().ConfigureAwait(false);
        _response?.Dispose();
    }
}

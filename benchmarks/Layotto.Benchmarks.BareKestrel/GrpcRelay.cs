using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http.Features;

namespace Layotto.Benchmarks.BareKestrel;

/// <summary>
/// Makes one bare gRPC call over a Unix socket for each call it gets: what a gateway in that place can't do without. It knows no message;
/// what it sends is always the same.
/// </summary>
internal sealed class GrpcRelay(string socket, byte[] message) : IDisposable
{
    private static readonly MediaTypeHeaderValue Grpc = new("application/grpc");

    private readonly byte[] _request = Framed(message);
    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        ConnectCallback = async (_, token) =>
        {
            var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), token);
            return new NetworkStream(connection, ownsSocket: true);
        },
    });

    public async Task HandleAsync(HttpContext context)
    {
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://localhost{context.Request.Path}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(_request),
        };
        request.Content.Headers.ContentType = Grpc;
        request.Headers.TryAddWithoutValidation("te", "trailers");
        request.Headers.TryAddWithoutValidation("x-component-instance", "statestore");
        using var response = await _client.SendAsync(request, context.RequestAborted);
        context.Response.ContentType = "application/grpc";
        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        context.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers["grpc-status"] =
            string.Concat(response.TrailingHeaders.NonValidated["grpc-status"]);
    }

    public void Dispose() => _client.Dispose();

    private static byte[] Framed(byte[] message)
    {
        var framed = new byte[5 + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(framed.AsSpan(1), message.Length);
        message.CopyTo(framed, 5);
        return framed;
    }
}

using System.Buffers.Binary;
using System.Net;
using Google.Protobuf;

namespace Layotto.EndToEnd.Tests;

/// <summary>A gRPC call made of nothing but an HTTP/2 request, so that no client of ours stands between the test and the process.</summary>
internal static class RawGrpc
{
    /// <summary>Calls a method with one message.</summary>
    /// <returns>The status code, the status message and the bytes of the first response message, if any.</returns>
    public static async Task<(int Status, string Message, byte[] Response)> CallAsync(
        HttpClient client, Uri address, string path, IMessage request, CancellationToken cancellationToken)
    {
        using var message = Message(address, path, request);
        using var response = await client.SendAsync(message, cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        var trailers = response.Headers.Contains("grpc-status") ? response.Headers : response.TrailingHeaders;
        var status = int.Parse(trailers.GetValues("grpc-status").Single(), System.Globalization.CultureInfo.InvariantCulture);
        var text = trailers.TryGetValues("grpc-message", out var messages) ? Uri.UnescapeDataString(messages.Single()) : "";
        return (status, text, body.Length < 5 ? [] : body[5..(5 + (int)BinaryPrimitives.ReadUInt32BigEndian(body.AsSpan(1)))]);
    }

    /// <summary>Calls a method with one message, and lets go of it once it answers.</summary>
    /// <returns>Whether it answers with more than a status.</returns>
    public static async Task<bool> BeginsToAnswerAsync(
        HttpClient client, Uri address, string path, IMessage request, CancellationToken cancellationToken)
    {
        using var message = Message(address, path, request);
        using var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return response.StatusCode == HttpStatusCode.OK && !response.Headers.Contains("grpc-status");
    }

    private static HttpRequestMessage Message(Uri address, string path, IMessage request)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, new Uri(address, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(Frame(request)),
        };
        message.Headers.TE.ParseAdd("trailers");
        message.Content.Headers.ContentType = new("application/grpc");
        return message;
    }

    private static byte[] Frame(IMessage message)
    {
        var payload = message.ToByteArray();
        var frame = new byte[5 + payload.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)payload.Length);
        payload.CopyTo(frame, 5);
        return frame;
    }
}

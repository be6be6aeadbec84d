using System.Buffers;
using System.Net.Http.Headers;
using Grpc.Core;
using Layotto.Grpc.Client;
using Layotto.Grpc.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Layotto.Dapr.Invocation;

/// <summary>Passes the answer to a gRPC call back: initial metadata, messages byte for byte, trailers with the status and its details.</summary>
internal static class ProxiedAnswer
{
    private const int BufferSize = 16 * 1024;
    private const int MaxUnflushed = 64 * 1024;

    /// <summary>Copies an answer.</summary>
    /// <exception cref="RpcException">A message is too large, or the connection was lost.</exception>
    public static async Task CopyAsync(HttpResponseMessage response, HttpContext context, long maxMessage, CancellationToken cancellationToken)
    {
        var target = context.Response;
        if (RawCall.EndOf(response) is { } end && !response.Headers.NonValidated.Contains("grpc-status"))
        {
            // No gRPC answer at all.
            throw new RpcException(end);
        }

        Copy(response.Headers.NonValidated, target.Headers);
        Copy(response.Content.Headers.NonValidated, target.Headers);
        try
        {
            await CopyBodyAsync(response.Content.ReadAsStream(cancellationToken), target, new FrameGuard(maxMessage), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw RawCall.ErrorOf(exception);
        }

        if (response.Headers.NonValidated.Contains("grpc-status"))
            return;
        if (!response.TrailingHeaders.NonValidated.Contains("grpc-status"))
            GrpcServer.End(context, RawCall.StatusOf(response));
        else if (context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers is { IsReadOnly: false } trailers)
            Copy(response.TrailingHeaders.NonValidated, trailers);
    }

    private static void Copy(HttpHeadersNonValidated headers, IHeaderDictionary target)
    {
        foreach (var (name, values) in headers)
        {
            if (!HopByHop.Contains(name) && !name.Equals(InvocationHeaders.ContentLength, StringComparison.OrdinalIgnoreCase))
                target[name] = values.Count == 1 ? new StringValues(values.ToString()) : new StringValues([.. values]);
        }
    }

    private static async Task CopyBodyAsync(Stream stream, HttpResponse target, FrameGuard guard, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        var isReading = false;
        try
        {
            var unflushed = 0;
            while (true)
            {
                isReading = true;
                var reading = stream.ReadAsync(buffer, cancellationToken);
                if (!reading.IsCompleted)
                {
                    unflushed = 0;
                    await target.BodyWriter.FlushAsync(cancellationToken).ConfigureAwait(false);
                }

                var length = await reading.ConfigureAwait(false);
                isReading = false;
                if (length == 0)
                    return;
                guard.Pass(buffer.AsSpan(0, length));
                target.BodyWriter.Put(buffer.AsSpan(0, length));
                unflushed += length;
                if (unflushed >= MaxUnflushed)
                {
                    unflushed = 0;
                    await target.BodyWriter.FlushAsync(cancellationToken).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            // A flush may have failed while a read was under way, which still writes to the buffer.
            if (!isReading)
                ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}

using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Layotto.Http;

/// <summary>
/// Forwards requests to a server over HTTP/1.1 and answers with what it answers. Bodies stream both ways at the same time, and nothing of
/// them is kept.
/// </summary>
public static class HttpForwarder
{
    /// <summary>Bodies up to this length that have arrived already leave in one piece with the request's head.</summary>
    private const int SmallBody = 8 * 1024;

    /// <summary>Responses leave at the latest when this much of them waits.</summary>
    private const int LargestUnflushed = 64 * 1024;

    /// <summary>A large body is read in larger pieces once the first one was full.</summary>
    private const int FirstPiece = 4 * 1024;
    private const int LargestPiece = 32 * 1024;

    /// <summary>Forwards a request.</summary>
    /// <param name="context">The request, whose body nobody has read, and its response, which nobody has begun.</param>
    /// <param name="pool">The server.</param>
    /// <param name="method">The method to send.</param>
    /// <param name="target">The request target to send: path and query, percent-encoded.</param>
    /// <param name="transform">What changes on the way.</param>
    /// <param name="cancellationToken">Ends the exchange.</param>
    /// <exception cref="System.Net.Sockets.SocketException">The server can't be reached, or broke the connection off.</exception>
    /// <exception cref="TimeoutException">Connecting took too long.</exception>
    /// <exception cref="RequestTooLargeException">The request's body is larger than allowed.</exception>
    /// <exception cref="IOException">
    /// The server's answer ended early or isn't HTTP (<see cref="HttpProtocolException"/>). When the response has begun by then, the caller
    /// has to abort it.
    /// </exception>
    public static async Task ForwardAsync(
        HttpContext context, UpstreamPool pool, string method, string target, ForwardTransform transform, CancellationToken cancellationToken)
    {
        var hasBody = context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? context.Request.ContentLength is not 0;
        for (var isFresh = false; ; isFresh = true)
        {
            var connection = await pool.RentAsync(isFresh, cancellationToken).ConfigureAwait(false);
            try
            {
                SendHead(context, connection, pool, method, target, transform, hasBody);
                await ExchangeAsync(context, connection, transform, hasBody, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (Exception exception) when (CanRepeat(connection, method, hasBody, exception))
            {
                // The server closed a connection at rest just when it was used again (RFC 9112 §9.3.1); a new one is not at rest.
            }
            finally
            {
                connection.Release();
            }
        }
    }

    private static bool CanRepeat(UpstreamConnection connection, string method, bool hasBody, Exception exception)
        => connection.IsReused
            && !connection.HasReceived
            && !hasBody
            && method is "GET" or "HEAD" or "OPTIONS" or "TRACE" or "PUT" or "DELETE"
            && exception is System.Net.Sockets.SocketException or EndOfStreamException;

    private static void SendHead(
        HttpContext context, UpstreamConnection connection, UpstreamPool pool, string method, string target, ForwardTransform transform, bool hasBody)
    {
        connection.BeginRequest(method, target);
        connection.AddHeader("Host", transform.Host(context) ?? pool.Authority);
        var headers = context.Request.Headers;
        var options = headers.Connection;
        foreach (var (name, values) in headers)
        {
            if (IsOwn(name) || HopByHop.IsAlways(name) || (options.Count > 0 && HopByHop.IsNamed(options, name)) || transform.DropsRequestHeader(name))
                continue;
            foreach (var value in values)
                connection.AddHeader(name, value ?? "");
        }

        transform.AddRequestHeaders(context, connection);
        connection.EndHead(hasBody ? context.Request.ContentLength : 0, hasBody);
    }

    // HTTP/2 names lower-case, HTTP/1.1 as the client wrote it.
    private static bool IsOwn(string name) => name.Length switch
    {
        4 => name.Equals("host", StringComparison.OrdinalIgnoreCase),
        6 => name.Equals("expect", StringComparison.OrdinalIgnoreCase),

        // Trailers of requests end here.
        7 => name.Equals("trailer", StringComparison.OrdinalIgnoreCase),
        14 => name.Equals("content-length", StringComparison.OrdinalIgnoreCase),
        _ => name.StartsWith(':'),
    };

    private static async Task ExchangeAsync(
        HttpContext context, UpstreamConnection connection, ForwardTransform transform, bool hasBody, CancellationToken cancellationToken)
    {
        if (!hasBody || TryAppendWhole(context, connection))
        {
            await connection.FlushAsync(cancellationToken).ConfigureAwait(false);
            await connection.ReadHeadAsync(cancellationToken).ConfigureAwait(false);
            await RespondAsync(context, connection, transform, cancellationToken).ConfigureAwait(false);
            return;
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var upload = UploadAsync(context, connection, transform.LargestRequestBody, ending);
        try
        {
            await connection.ReadHeadAsync(ending.Token).ConfigureAwait(false);
            await RespondAsync(context, connection, transform, ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (upload.IsFaulted && !cancellationToken.IsCancellationRequested)
        {
            // The request's body failed, and that is what has to be told.
            await upload.ConfigureAwait(false);
        }
        finally
        {
            // A server that has answered to the end doesn't want the rest of the request.
            if (!upload.IsCompleted)
                await ending.CancelAsync().ConfigureAwait(false);
            await ((Task)upload).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static bool TryAppendWhole(HttpContext context, UpstreamConnection connection)
    {
        if (context.Request.ContentLength is not { } length || length > SmallBody)
            return false;
        var reader = context.Request.BodyReader;
        if (!reader.TryRead(out var result))
            return length == 0;
        if (result.Buffer.Length < length)
        {
            reader.AdvanceTo(result.Buffer.Start);
            return false;
        }

        foreach (var piece in result.Buffer)
            connection.AppendBody(piece.Span);
        reader.AdvanceTo(result.Buffer.End);
        connection.CompleteRequest();
        return true;
    }

    private static async Task UploadAsync(HttpContext context, UpstreamConnection connection, long limit, CancellationTokenSource ending)
    {
        var reader = context.Request.BodyReader;
        long read = 0;
        while (true)
        {
            System.IO.Pipelines.ReadResult result;
            try
            {
                result = await reader.ReadAsync(ending.Token).ConfigureAwait(false);
                read += result.Buffer.Length;
                if (read > limit)
                    throw new RequestTooLargeException(limit);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // The client is gone, or sent what is no body, or too much: nobody waits for the response either.
                await ending.CancelAsync().ConfigureAwait(false);
                throw;
            }

            // Where sending fails the response may still say why, so the reading of it goes on.
            foreach (var piece in result.Buffer)
                await connection.SendBodyAsync(piece, ending.Token).ConfigureAwait(false);
            reader.AdvanceTo(result.Buffer.End);
            if (!result.IsCompleted)
            {
                await connection.FlushAsync(ending.Token).ConfigureAwait(false);
                continue;
            }

            connection.CompleteRequest();
            await connection.FlushAsync(ending.Token).ConfigureAwait(false);
            return;
        }
    }

    private static Task RespondAsync(
        HttpContext context, UpstreamConnection connection, ForwardTransform transform, CancellationToken cancellationToken)
    {
        transform.InspectResponse(connection);
        var response = context.Response;
        response.StatusCode = connection.StatusCode;
        CopyHeaders(response, connection, transform);
        transform.ChangeResponse(context);
        if (connection.HasNoBody)
            return Task.CompletedTask;
        if (connection.IsBodyBuffered && connection.ContentLength is { } length and <= SmallBody)
        {
            // It leaves with the head when the caller returns.
            response.BodyWriter.Advance(connection.ReadBuffered(response.BodyWriter.GetSpan((int)length)[..(int)length]));
            return Task.CompletedTask;
        }

        var isDoubted = connection.ContentLength <= transform.LongestDoubtedLength;
        if (isDoubted)
            response.ContentLength = null;
        return CopyBodyAsync(response, connection, isDoubted, cancellationToken);
    }

    private static void CopyHeaders(HttpResponse response, UpstreamConnection connection, ForwardTransform transform)
    {
        var options = default(Microsoft.Extensions.Primitives.StringValues);
        for (var index = 0; index < connection.HeaderCount; index++)
        {
            var name = connection.HeaderName(index);
            if (name.Length == 10 && name.Equals("connection", StringComparison.OrdinalIgnoreCase))
                options = Microsoft.Extensions.Primitives.StringValues.Concat(options, connection.HeaderValue(index));
        }

        var headers = response.Headers;
        for (var index = 0; index < connection.HeaderCount; index++)
        {
            var name = connection.HeaderName(index);
            if (HopByHop.IsAlways(name) || (options.Count > 0 && HopByHop.IsNamed(options, name)) || transform.DropsResponseHeader(name, headers))
                continue;
            if (name.Length == 14 && name.Equals("content-length", StringComparison.OrdinalIgnoreCase))
                continue;
            headers.Append(name, connection.HeaderValue(index));
        }

        // The length is that of the body really sent; for HEAD and 304 it is the one that a body would have.
        if (connection.ContentLength is { } length && connection.StatusCode != 204)
            response.ContentLength = length;
    }

    private static async Task CopyBodyAsync(
        HttpResponse response, UpstreamConnection connection, bool isDoubted, CancellationToken cancellationToken)
    {
        var writer = response.BodyWriter;
        var unflushed = 0;
        var piece = FirstPiece;
        while (true)
        {
            // What is there goes out before a wait, as an event or a line of a log has to.
            if (unflushed >= LargestUnflushed || (unflushed > 0 && !connection.HasMoreAtHand))
            {
                await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
                unflushed = 0;
            }

            var memory = writer.GetMemory(piece);
            int read;
            try
            {
                read = await connection.ReadBodyAsync(memory, cancellationToken).ConfigureAwait(false);
            }
            catch (EndOfStreamException) when (isDoubted)
            {
                break;
            }

            if (read == 0)
                break;
            writer.Advance(read);
            unflushed += read;
            piece = read >= piece ? LargestPiece : FirstPiece;
        }

        // Kestrel sends what was written after a flush only with the next one, when the body has an announced length.
        if (unflushed > 0 && response.HasStarted)
            await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
        if (connection.Trailers.Count > 0 && response.SupportsTrailers())
        {
            foreach (var (name, value) in connection.Trailers)
                response.AppendTrailer(name, value);
        }
    }
}

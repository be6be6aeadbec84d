using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Layotto.Dapr.Invocation;

/// <summary>Passes the answer of an app, or of a server beyond the sidecars, on to the client of the HTTP API.</summary>
internal static class AppResponse
{
    /// <summary>
    /// The longest body whose announced length isn't believed: it is sent with the length that it has. That of a longer one is passed on,
    /// so that a body that breaks off is seen to.
    /// </summary>
    public const int LongestRecounted = 16 * 1024;

    private const int BufferSize = 16 * 1024;

    // What was written without a flush is let go at this size, so that a fast app doesn't fill the memory of a slow client's sidecar.
    private const int MaxUnflushed = 64 * 1024;

    /// <summary>Copies an answer: status, headers, body, trailers. Each piece of the body leaves as it arrives.</summary>
    /// <exception cref="HttpIOException">The body broke off.</exception>
    public static async Task CopyAsync(HttpResponseMessage response, HttpContext context, CancellationToken cancellationToken)
    {
        if (response.StatusCode == System.Net.HttpStatusCode.SwitchingProtocols)
            throw new InvocationException("the app switched protocols, which service invocation can't pass on");
        context.Response.StatusCode = (int)response.StatusCode;
        CopyHeaders(response, context.Response.Headers);
        var announced = AnnouncedLength(response);
        if (!HasBody(context.Request.Method, (int)response.StatusCode))
        {
            context.Response.ContentLength = announced;
            return;
        }

        await CopyBodyAsync(response, announced, context.Response, cancellationToken).ConfigureAwait(false);
        CopyTrailers(response, context.Response);
    }

    /// <summary>Whether an answer has a body, if only an empty one.</summary>
    public static bool HasBody(string method, int status) => status is not (204 or 205 or 304) && !HttpMethods.IsHead(method);

    /// <summary>The length that the app has announced; null for none.</summary>
    public static long? AnnouncedLength(HttpResponseMessage response)
        => response.Content.Headers.NonValidated.TryGetValues(InvocationHeaders.ContentLength, out var values)
            && long.TryParse(values.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                ? length
                : null;

    /// <summary>Whether a failure to read a body is that the app has sent less of it than it announced.</summary>
    public static bool IsShort(Exception exception) => exception is HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded };

    /// <summary>The headers of an answer that go on: all but those of the hop and the length.</summary>
    public static IEnumerable<KeyValuePair<string, System.Net.Http.Headers.HeaderStringValues>> Headers(HttpResponseMessage response)
    {
        var own = response.Headers.NonValidated;
        var named = own.TryGetValues("Connection", out var connection) ? new StringValues([.. connection]) : default;
        foreach (var header in own)
        {
            if (!HopByHop.Contains(header.Key) && !(named.Count > 0 && HopByHop.Names(named, header.Key)))
                yield return header;
        }

        foreach (var header in response.Content.Headers.NonValidated)
        {
            if (!header.Key.Equals(InvocationHeaders.ContentLength, StringComparison.OrdinalIgnoreCase)
                && !(named.Count > 0 && HopByHop.Names(named, header.Key)))
            {
                yield return header;
            }
        }
    }

    private static void CopyHeaders(HttpResponseMessage response, IHeaderDictionary target)
    {
        var own = AnswerTrace.Of(target);
        foreach (var (name, values) in Headers(response))
        {
            if (!own.Replaces(name))
                target[name] = values.Count == 1 ? new StringValues(values.ToString()) : new StringValues([.. values]);
        }
    }

    private static async Task CopyBodyAsync(
        HttpResponseMessage response, long? announced, HttpResponse target, CancellationToken cancellationToken)
    {
        var isShort = announced <= LongestRecounted;
        var recounts = isShort;
        if (announced > LongestRecounted)
            target.ContentLength = announced;
        var stream = response.Content.ReadAsStream(cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        var isReading = false;
        try
        {
            var held = 0;
            var unflushed = 0;
            while (true)
            {
                isReading = true;
                var reading = ReadAsync(stream, buffer.AsMemory(held), isShort, cancellationToken);
                if (!reading.IsCompleted)
                {
                    // Nothing more is there: what is goes out, without a length where that isn't certain.
                    recounts = false;
                    if (held > 0)
                        target.BodyWriter.Put(buffer.AsSpan(0, held));
                    held = unflushed = 0;
                    await target.BodyWriter.FlushAsync(cancellationToken).ConfigureAwait(false);
                }

                var read = await reading.ConfigureAwait(false);
                isReading = false;
                held += read;
                if (read == 0 || (recounts && held == announced))
                    break;
                if (recounts && held < buffer.Length)
                    continue;
                target.BodyWriter.Put(buffer.AsSpan(0, held));
                unflushed += held;
                held = 0;
                if (unflushed >= MaxUnflushed)
                {
                    unflushed = 0;
                    await target.BodyWriter.FlushAsync(cancellationToken).ConfigureAwait(false);
                }
            }

            if (recounts)
                target.ContentLength = held;
            if (held > 0)
                target.BodyWriter.Put(buffer.AsSpan(0, held));
            await target.EndAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // A flush may have failed while a read was under way, which still writes to the buffer.
            if (!isReading)
                ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Reads a piece of a body. A short one that has less than was announced counts as complete, as in Dapr: the length was wrong.</summary>
    public static ValueTask<int> ReadAsync(Stream stream, Memory<byte> buffer, bool forgives, CancellationToken cancellationToken)
    {
        var reading = stream.ReadAsync(buffer, cancellationToken);
        return forgives && !reading.IsCompletedSuccessfully ? ForgiveAsync(reading) : reading;
    }

    private static async ValueTask<int> ForgiveAsync(ValueTask<int> reading)
    {
        try
        {
            return await reading.ConfigureAwait(false);
        }
        catch (HttpIOException exception) when (IsShort(exception))
        {
            return 0;
        }
    }

    private static void CopyTrailers(HttpResponseMessage response, HttpResponse target)
    {
        if (!response.TrailingHeaders.NonValidated.GetEnumerator().MoveNext() || !target.SupportsTrailers())
            return;
        foreach (var (name, values) in response.TrailingHeaders.NonValidated)
            target.AppendTrailer(name, new StringValues([.. values]));
    }
}

using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Layotto.Dapr.Errors;
using Layotto.Runtime.Errors;
using Microsoft.AspNetCore.Http;

namespace Layotto.Dapr.Http;

/// <summary>The shapes of answers that Dapr's HTTP API has.</summary>
internal static class HttpAnswer
{
    private const string Json = "application/json";
    private const int LongestShortBody = 4096;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>204 without a body.</summary>
    public static void Empty(HttpContext context) => context.Response.StatusCode = StatusCodes.Status204NoContent;

    /// <summary>A body as it is, of type <c>application/json</c>.</summary>
    public static Task DataAsync(HttpContext context, int status, ReadOnlyMemory<byte> body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = Json;
        return BodyAsync(context, body);
    }

    /// <summary>A JSON body that a function writes; with 200 unless another status is given.</summary>
    public static Task WriteAsync<TState>(
        HttpContext context, TState state, Action<Utf8JsonWriter, TState> write, int status = StatusCodes.Status200OK)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, Options))
            write(writer, state);
        return DataAsync(context, status, buffer.WrittenMemory);
    }

    /// <summary>An error in Dapr's JSON form.</summary>
    public static Task ErrorAsync(HttpContext context, ApiException error)
        => DataAsync(context, DaprStatus.HttpCode(error), ErrorBody.Write(error));

    /// <summary>A refusal in plain text, ending with a newline: how Dapr answers what never reached an API.</summary>
    public static Task PlainTextAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return BodyAsync(context, Encoding.UTF8.GetBytes(text + "\n"));
    }

    /// <summary>Adds component metadata to the headers, each key behind <c>metadata.</c>; what can't be a header is left out.</summary>
    public static void Metadata(HttpContext context, IReadOnlyDictionary<string, string> metadata)
    {
        foreach (var (key, value) in metadata)
        {
            if (IsHeader(key, value))
                context.Response.Headers["metadata." + key] = value;
        }
    }

    // A short body is left in the writer, to leave with the headers when the handler returns; a long one waits for the reader.
    private static Task BodyAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        context.Response.ContentLength = body.Length;
        if (body.Length > LongestShortBody)
            return context.Response.BodyWriter.WriteAsync(body, context.RequestAborted).AsTask();
        if (body.Length > 0)
        {
            body.Span.CopyTo(context.Response.BodyWriter.GetSpan(body.Length));
            context.Response.BodyWriter.Advance(body.Length);
        }

        return Task.CompletedTask;
    }

    /// <summary>Whether a name and a value can be a header.</summary>
    public static bool IsHeader(string name, string value) => name.Length > 0 && IsHeaderText(name, isName: true) && IsHeaderText(value, isName: false);

    private static bool IsHeaderText(string text, bool isName)
    {
        foreach (var character in text)
        {
            if (character is < ' ' or > '~' || (isName && !char.IsAsciiLetterOrDigit(character) && character is not ('-' or '_' or '.')))
                return false;
        }

        return true;
    }
}

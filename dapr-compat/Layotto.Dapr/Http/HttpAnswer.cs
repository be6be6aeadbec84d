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

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>204 without a body.</summary>
    public static void Empty(HttpContext context) => context.Response.StatusCode = StatusCodes.Status204NoContent;

    /// <summary>A body as it is, of type <c>application/json</c>.</summary>
    public static void Data(HttpContext context, int status, ReadOnlySpan<byte> body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = Json;
        context.Response.ContentLength = body.Length;
        context.Response.BodyWriter.Write(body);
    }

    /// <summary>200 with a JSON body that a function writes.</summary>
    public static void Write<TState>(HttpContext context, TState state, Action<Utf8JsonWriter, TState> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, Options))
            write(writer, state);
        Data(context, StatusCodes.Status200OK, buffer.WrittenSpan);
    }

    /// <summary>An error in Dapr's JSON form.</summary>
    public static void Error(HttpContext context, ApiException error)
        => Data(context, DaprStatus.HttpCode(error), ErrorBody.Write(error).Span);

    /// <summary>A refusal in plain text, ending with a newline: how Dapr answers what never reached an API.</summary>
    public static void PlainText(HttpContext context, int status, string text)
    {
        var body = Encoding.UTF8.GetBytes(text + "\n");
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.ContentLength = body.Length;
        context.Response.BodyWriter.Write(body);
    }

    /// <summary>Adds component metadata to the headers, each key behind <c>metadata.</c>; what can't be a header is left out.</summary>
    public static void Metadata(HttpContext context, IReadOnlyDictionary<string, string> metadata)
    {
        foreach (var (key, value) in metadata)
        {
            if (IsHeaderText(key, isName: true) && IsHeaderText(value, isName: false))
                context.Response.Headers["metadata." + key] = value;
        }
    }

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

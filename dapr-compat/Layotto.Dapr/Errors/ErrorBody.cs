using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Layotto.Runtime.Errors;

namespace Layotto.Dapr.Errors;

/// <summary>The JSON body of an error over HTTP: <c>errorCode</c>, <c>message</c> and, for errors with a reason, <c>details</c>.</summary>
internal static class ErrorBody
{
    private const string TypePrefix = "type.googleapis.com/google.rpc.";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Writes the body of an error.</summary>
    public static ReadOnlyMemory<byte> Write(ApiException error)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("errorCode"u8, error.Code.Name);
            writer.WriteString("message"u8, error.Message);
            if (error.Code.Reason is not null)
                WriteDetails(writer, error);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void WriteDetails(Utf8JsonWriter writer, ApiException error)
    {
        writer.WriteStartArray("details"u8);
        if (error.Field is { } field)
            WriteField(writer, field);
        if (error.Help is { } help)
            WriteHelp(writer, help);
        if (error.Resource is { } resource)
            WriteResource(writer, resource);
        WriteInfo(writer, error);
        writer.WriteEndArray();
    }

    private static void WriteField(Utf8JsonWriter writer, ErrorField field)
    {
        Start(writer, "BadRequest");
        writer.WriteStartArray("field_violations"u8);
        writer.WriteStartObject();
        writer.WriteString("field"u8, field.Name);
        writer.WriteString("description"u8, field.Description);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteHelp(Utf8JsonWriter writer, ErrorHelp help)
    {
        Start(writer, "Help");
        writer.WriteStartArray("links"u8);
        writer.WriteStartObject();
        writer.WriteString("description"u8, help.Description);
        writer.WriteString("url"u8, help.Url);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteResource(Utf8JsonWriter writer, ErrorResource resource)
    {
        Start(writer, "ResourceInfo");
        writer.WriteString("description"u8, resource.Description);
        writer.WriteString("owner"u8, "");
        writer.WriteString("resource_name"u8, resource.Name);
        writer.WriteString("resource_type"u8, resource.Type);
        writer.WriteEndObject();
    }

    private static void WriteInfo(Utf8JsonWriter writer, ApiException error)
    {
        Start(writer, "ErrorInfo");
        writer.WriteString("domain"u8, ErrorDetails.Domain);
        if (error.Facts.Count == 0)
        {
            writer.WriteNull("metadata"u8);
        }
        else
        {
            writer.WriteStartObject("metadata"u8);
            foreach (var (key, value) in error.Facts)
                writer.WriteString(key, value);
            writer.WriteEndObject();
        }

        writer.WriteString("reason"u8, error.Code.Reason);
        writer.WriteEndObject();
    }

    private static void Start(Utf8JsonWriter writer, string type)
    {
        writer.WriteStartObject();
        writer.WriteString("@type"u8, TypePrefix + type);
    }
}

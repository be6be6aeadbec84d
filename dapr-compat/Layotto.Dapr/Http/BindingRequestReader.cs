using System.Text.Json;
using Layotto.Components.Bindings;
using static Layotto.Dapr.Http.JsonBody;

namespace Layotto.Dapr.Http;

/// <summary>Reads the body of an invocation of an output binding. Its data isn't decoded: the bytes between its delimiters are what the binding gets.</summary>
internal static class BindingRequestReader
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 64 };
    private static readonly ReadOnlyMemory<byte> NoData = "null"u8.ToArray();

    /// <summary>Reads a body.</summary>
    /// <returns>The operation, the data and the metadata, which may be added to.</returns>
    /// <exception cref="JsonException">It isn't one.</exception>
    public static (BindingRequest Request, Dictionary<string, string> Metadata) Read(ReadOnlyMemory<byte> body) => Guard(body, static body =>
    {
        var reader = new Utf8JsonReader(body.Span, Options);
        string? operation = null;
        Dictionary<string, string>? metadata = null;
        var data = NoData;
        Require(reader.Read() && reader.TokenType == JsonTokenType.StartObject, "the body must be an object with an \"operation\", and \"data\" and \"metadata\" where wanted");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (IsNamed(ref reader, "operation"u8))
                operation = ReadText(ref reader, "operation");
            else if (IsNamed(ref reader, "data"u8))
                data = ReadRaw(ref reader, body);
            else if (IsNamed(ref reader, "metadata"u8))
                metadata = ReadMetadata(ref reader);
            else
                SkipProperty(ref reader);
        }

        RequireEnd(ref reader);
        metadata ??= new Dictionary<string, string>(StringComparer.Ordinal);
        return (new BindingRequest(operation ?? "", data, metadata), metadata);
    });
}

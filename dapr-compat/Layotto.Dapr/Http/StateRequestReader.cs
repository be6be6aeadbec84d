using System.Text;
using System.Text.Json;
using Layotto.Components.State;
using Layotto.Runtime.State;
using static Layotto.Dapr.Http.JsonBody;

namespace Layotto.Dapr.Http;

/// <summary>
/// Reads the JSON bodies of the state API. A value isn't decoded: the bytes between its delimiters are what is stored.
/// Names are matched whatever their case and unknown ones passed over, as Dapr's decoder does.
/// </summary>
internal static class StateRequestReader
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 64 };

    /// <summary>Reads the body of a save: an array of items.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static List<StateItem> ReadItems(ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, string> requestMetadata)
        => Guard((body, requestMetadata), static request => ItemsOf(request.body, request.requestMetadata));

    /// <summary>Reads the body of a bulk read.</summary>
    /// <exception cref="JsonException">It isn't one.</exception>
    public static StateBulkRequest ReadBulk(ReadOnlyMemory<byte> body) => Guard(body, static request => BulkOf(request.Span));

    /// <summary>Reads the body of a transaction.</summary>
    /// <exception cref="JsonException">It isn't one.</exception>
    public static StateTransactionRequest ReadTransaction(ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, string> requestMetadata)
        => Guard((body, requestMetadata), static request => TransactionOf(request.body, request.requestMetadata));

    /// <summary>The characters of a JSON string.</summary>
    /// <exception cref="JsonException">It holds what can't be text.</exception>
    public static byte[] ReadString(ReadOnlyMemory<byte> json) => Guard(json, static text =>
    {
        var reader = new Utf8JsonReader(text.Span, Options);
        reader.Read();
        return Encoding.UTF8.GetBytes(reader.GetString()!);
    });

    private static List<StateItem> ItemsOf(ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, string> requestMetadata)
    {
        var reader = new Utf8JsonReader(body.Span, Options);
        var items = new List<StateItem>();
        Require(reader.Read() && reader.TokenType == JsonTokenType.StartArray, "the body must be an array of items, each with a \"key\" and a \"value\"");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            items.Add(ReadItem(ref reader, body, requestMetadata));
        RequireEnd(ref reader);
        return items;
    }

    private static StateBulkRequest BulkOf(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, Options);
        var keys = new List<string>();
        Dictionary<string, string>? metadata = null;
        var parallelism = 0;
        Require(reader.Read() && reader.TokenType == JsonTokenType.StartObject, "the body must be an object with \"keys\"");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (IsNamed(ref reader, "keys"u8))
                keys = ReadTexts(ref reader, "keys");
            else if (IsNamed(ref reader, "metadata"u8))
                metadata = ReadMetadata(ref reader);
            else if (IsNamed(ref reader, "parallelism"u8))
                parallelism = ReadParallelism(ref reader);
            else
                SkipProperty(ref reader);
        }

        RequireEnd(ref reader);
        return new StateBulkRequest(keys, metadata, parallelism);
    }

    private static StateTransactionRequest TransactionOf(ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, string> requestMetadata)
    {
        var reader = new Utf8JsonReader(body.Span, Options);
        var operations = new List<StateOperation>();
        Dictionary<string, string>? metadata = null;
        Require(reader.Read() && reader.TokenType == JsonTokenType.StartObject, "the body must be an object with \"operations\"");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (IsNamed(ref reader, "operations"u8))
                operations = ReadOperations(ref reader, body, requestMetadata);
            else if (IsNamed(ref reader, "metadata"u8))
                metadata = ReadMetadata(ref reader);
            else
                SkipProperty(ref reader);
        }

        RequireEnd(ref reader);
        return new StateTransactionRequest(operations, RequestMetadata.Merge(metadata, requestMetadata));
    }

    private static List<StateOperation> ReadOperations(
        ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, string> requestMetadata)
    {
        var operations = new List<StateOperation>();
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
            return operations;
        Require(reader.TokenType == JsonTokenType.StartArray, "\"operations\" must be an array");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Require(reader.TokenType == JsonTokenType.StartObject, "each operation must be an object with an \"operation\" and a \"request\"");
            var type = "";
            var item = new StateItem("", default, null, default, default, requestMetadata);
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                if (IsNamed(ref reader, "operation"u8))
                    type = ReadText(ref reader, "operation") ?? "";
                else if (IsNamed(ref reader, "request"u8) && reader.Read())
                    item = ReadItem(ref reader, body, requestMetadata);
                else
                    SkipProperty(ref reader);
            }

            operations.Add(new StateOperation(type, item));
        }

        return operations;
    }

    private static StateItem ReadItem(
        ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, string> requestMetadata)
    {
        Require(reader.TokenType == JsonTokenType.StartObject, "each item must be an object with a \"key\" and a \"value\"");
        string? key = null, etag = null;
        ReadOnlyMemory<byte> value = "null"u8.ToArray();
        var (concurrency, consistency) = (StateConcurrency.Unspecified, StateConsistency.Unspecified);
        Dictionary<string, string>? metadata = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (IsNamed(ref reader, "key"u8))
                key = ReadText(ref reader, "key");
            else if (IsNamed(ref reader, "value"u8))
                value = ReadRaw(ref reader, body);
            else if (IsNamed(ref reader, "etag"u8))
                etag = ReadText(ref reader, "etag");
            else if (IsNamed(ref reader, "metadata"u8))
                metadata = ReadMetadata(ref reader);
            else if (IsNamed(ref reader, "options"u8))
                (concurrency, consistency) = ReadOptions(ref reader);
            else
                SkipProperty(ref reader);
        }

        return new StateItem(key ?? "", value, etag, concurrency, consistency, RequestMetadata.Merge(metadata, requestMetadata));
    }

    private static (StateConcurrency Concurrency, StateConsistency Consistency) ReadOptions(ref Utf8JsonReader reader)
    {
        var concurrency = StateConcurrency.Unspecified;
        var consistency = StateConsistency.Unspecified;
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
            return (concurrency, consistency);
        Require(reader.TokenType == JsonTokenType.StartObject, "\"options\" must be an object");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (IsNamed(ref reader, "concurrency"u8))
                concurrency = StateOptionNames.Concurrency(ReadText(ref reader, "concurrency"));
            else if (IsNamed(ref reader, "consistency"u8))
                consistency = StateOptionNames.Consistency(ReadText(ref reader, "consistency"));
            else
                SkipProperty(ref reader);
        }

        return (concurrency, consistency);
    }

    private static List<string> ReadTexts(ref Utf8JsonReader reader, string name)
    {
        var texts = new List<string>();
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
            return texts;
        Require(reader.TokenType == JsonTokenType.StartArray, $"\"{name}\" must be an array of strings");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Require(reader.TokenType == JsonTokenType.String, $"\"{name}\" must be an array of strings");
            texts.Add(reader.GetString()!);
        }

        return texts;
    }

    private static int ReadParallelism(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
            return 0;
        Require(reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out _), "\"parallelism\" must be a whole number");
        return reader.GetInt32();
    }

}

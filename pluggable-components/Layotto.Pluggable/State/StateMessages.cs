using Google.Protobuf;
using Google.Protobuf.Collections;
using Layotto.Components.State;
using Layotto.Pluggable.Connections;
using Layotto.Protos.Dapr.Components.V1;

namespace Layotto.Pluggable.State;

/// <summary>Between the contract of state stores and Dapr's messages.</summary>
internal static class StateMessages
{
    /// <summary>The metadata key of a write that names the value's content type.</summary>
    private const string ContentTypeKey = "contentType";

    public static GetRequest ToGet(in StateGetRequest request)
    {
        var message = new GetRequest { Key = request.Key, Consistency = ToConsistency(request.Consistency) };
        message.Metadata.AddAll(request.Metadata);
        return message;
    }

    /// <remarks>The value isn't copied: the message must be sent before the caller uses its buffer again.</remarks>
    public static SetRequest ToSet(in StateSetRequest request)
    {
        var message = new SetRequest
        {
            Key = request.Key,
            Value = UnsafeByteOperations.UnsafeWrap(request.Value),
            Etag = ToETag(request.ETag),
            Options = ToOptions(request.Concurrency, request.Consistency),
        };
        message.Metadata.AddAll(request.Metadata);
        if (request.Metadata.TryGetValue(ContentTypeKey, out var contentType))
            message.ContentType = contentType;
        return message;
    }

    public static DeleteRequest ToDelete(in StateDeleteRequest request)
    {
        var message = new DeleteRequest
        {
            Key = request.Key,
            Etag = ToETag(request.ETag),
            Options = ToOptions(request.Concurrency, request.Consistency),
        };
        message.Metadata.AddAll(request.Metadata);
        return message;
    }

    public static TransactionalStateOperation ToOperation(in StateTransactionOperation operation)
        => operation.Set is { } set
            ? new TransactionalStateOperation { Set = ToSet(set) }
            : new TransactionalStateOperation { Delete = ToDelete(operation.Delete!.Value) };

    /// <summary>A value that was read. As in Dapr, neither bytes nor etag means that there is none.</summary>
    public static StateValue? ToValue(GetResponse response)
        => ToValue(response.Data, response.Etag, response.ContentType, response.Metadata);

    /// <summary>The same for one of many.</summary>
    public static StateValue? ToValue(BulkStateItem item) => ToValue(item.Data, item.Etag, item.ContentType, item.Metadata);

    private static StateValue? ToValue(ByteString data, Etag? etag, string contentType, MapField<string, string> metadata)
        => data.IsEmpty && string.IsNullOrEmpty(etag?.Value)
            ? null
            : new StateValue
            {
                Data = data.Memory,
                ETag = string.IsNullOrEmpty(etag?.Value) ? null : etag.Value,
                ContentType = contentType.Length > 0 ? contentType : null,
                Metadata = metadata.Count > 0 ? metadata : StateValue.NoMetadata,
            };

    private static Etag? ToETag(string? etag) => string.IsNullOrEmpty(etag) ? null : new Etag { Value = etag };

    private static StateOptions ToOptions(StateConcurrency concurrency, StateConsistency consistency) => new()
    {
        Concurrency = concurrency switch
        {
            StateConcurrency.FirstWrite => StateOptions.Types.StateConcurrency.ConcurrencyFirstWrite,
            StateConcurrency.LastWrite => StateOptions.Types.StateConcurrency.ConcurrencyLastWrite,
            _ => StateOptions.Types.StateConcurrency.ConcurrencyUnspecified,
        },
        Consistency = ToConsistency(consistency),
    };

    private static StateOptions.Types.StateConsistency ToConsistency(StateConsistency consistency) => consistency switch
    {
        StateConsistency.Eventual => StateOptions.Types.StateConsistency.ConsistencyEventual,
        StateConsistency.Strong => StateOptions.Types.StateConsistency.ConsistencyStrong,
        _ => StateOptions.Types.StateConsistency.ConsistencyUnspecified,
    };
}

using Google.Protobuf;
using Google.Protobuf.Collections;
using Layotto.Components.State;
using Layotto.Pluggable.Sdk.Serving;
using Layotto.Protos.Dapr.Components.V1;

namespace Layotto.Pluggable.Sdk.State;

/// <summary>Between Dapr's messages and the contract of state stores. Values are wrapped, never copied.</summary>
internal static class StateMessages
{
    /// <summary>The metadata key of a write that names the value's content type.</summary>
    private const string ContentTypeKey = "contentType";

    public static StateGetRequest ToGet(GetRequest request)
        => new(request.Key, ToConsistency(request.Consistency), ToMetadata(request.Metadata));

    public static StateSetRequest ToSet(SetRequest request)
    {
        // Stores know the type from the metadata.
        if (request.ContentType.Length > 0)
            request.Metadata.TryAdd(ContentTypeKey, request.ContentType);
        return new StateSetRequest(
            request.Key,
            request.Value.Memory,
            ToETag(request.Etag),
            ToConcurrency(request.Options),
            ToConsistency(request.Options?.Consistency ?? default),
            ToMetadata(request.Metadata));
    }

    public static StateDeleteRequest ToDelete(DeleteRequest request) => new(
        request.Key,
        ToETag(request.Etag),
        ToConcurrency(request.Options),
        ToConsistency(request.Options?.Consistency ?? default),
        ToMetadata(request.Metadata));

    /// <exception cref="global::Grpc.Core.RpcException">It is neither of the two.</exception>
    public static StateTransactionOperation ToOperation(TransactionalStateOperation operation, int index) => operation.RequestCase switch
    {
        TransactionalStateOperation.RequestOneofCase.Set => StateTransactionOperation.Upsert(ToSet(operation.Set)),
        TransactionalStateOperation.RequestOneofCase.Delete => StateTransactionOperation.Remove(ToDelete(operation.Delete)),
        _ => throw ComponentErrors.BadField($"operations[{index}]", $"The operation at position {index} must have set or delete; it has neither."),
    };

    /// <summary>A value that was read; neither bytes nor etag means that there is none (Dapr).</summary>
    public static GetResponse ToResponse(StateValue? value)
    {
        var response = new GetResponse();
        if (value is null)
            return response;
        response.Data = UnsafeByteOperations.UnsafeWrap(value.Data);
        if (value.ETag is { } etag)
            response.Etag = new Etag { Value = etag };
        if (value.ContentType is { } contentType)
            response.ContentType = contentType;
        AddAll(response.Metadata, value.Metadata);
        return response;
    }

    /// <summary>The same for one of many.</summary>
    public static BulkStateItem ToItem(in StateBulkGetResult result)
    {
        var item = new BulkStateItem { Key = result.Key };
        if (result.Error is { } error)
            item.Error = error.Message;
        if (result.Value is not { } value)
            return item;
        item.Data = UnsafeByteOperations.UnsafeWrap(value.Data);
        if (value.ETag is { } etag)
            item.Etag = new Etag { Value = etag };
        if (value.ContentType is { } contentType)
            item.ContentType = contentType;
        AddAll(item.Metadata, value.Metadata);
        return item;
    }

    private static void AddAll(MapField<string, string> target, IReadOnlyDictionary<string, string> source)
    {
        if (source.Count == 0)
            return;
        foreach (var (key, value) in source)
            target[key] = value;
    }

    private static IReadOnlyDictionary<string, string> ToMetadata(MapField<string, string> metadata) => metadata.Count > 0 ? metadata : StateValue.NoMetadata;

    private static string? ToETag(Etag? etag) => string.IsNullOrEmpty(etag?.Value) ? null : etag.Value;

    private static StateConcurrency ToConcurrency(StateOptions? options) => options?.Concurrency switch
    {
        StateOptions.Types.StateConcurrency.ConcurrencyFirstWrite => StateConcurrency.FirstWrite,
        StateOptions.Types.StateConcurrency.ConcurrencyLastWrite => StateConcurrency.LastWrite,
        _ => StateConcurrency.Unspecified,
    };

    private static StateConsistency ToConsistency(StateOptions.Types.StateConsistency consistency) => consistency switch
    {
        StateOptions.Types.StateConsistency.ConsistencyEventual => StateConsistency.Eventual,
        StateOptions.Types.StateConsistency.ConsistencyStrong => StateConsistency.Strong,
        _ => StateConsistency.Unspecified,
    };
}

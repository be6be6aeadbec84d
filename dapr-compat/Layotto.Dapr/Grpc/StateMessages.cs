using Google.Protobuf;
using Google.Protobuf.Collections;
using Layotto.Components.State;
using Layotto.Protos.Dapr.Runtime.V1;
using Layotto.Runtime.State;
using Common = Layotto.Protos.Dapr.Common.V1;
using Options = Layotto.Protos.Dapr.Common.V1.StateOptions.Types;

namespace Layotto.Dapr.Grpc;

/// <summary>Between the messages of the state API and the engine's own words. Values are wrapped, not copied.</summary>
internal static class StateMessages
{
    private static readonly GetStateResponse Missing = new();

    public static GetStateResponse Response(StateValue? value)
    {
        if (value is null)
            return Missing;
        var response = new GetStateResponse { Data = UnsafeByteOperations.UnsafeWrap(value.Data), Etag = value.ETag ?? "" };
        if (value.Metadata.Count > 0)
            Copy(value.Metadata, response.Metadata);
        return response;
    }

    public static BulkStateItem BulkItem(StateBulkItem item)
    {
        var message = new BulkStateItem { Key = item.Key, Error = item.Error ?? "" };
        if (item.Value is not { } value)
            return message;
        message.Data = UnsafeByteOperations.UnsafeWrap(value.Data);
        message.Etag = value.ETag ?? "";
        Copy(value.Metadata, message.Metadata);
        return message;
    }

    public static StateItem[] Items(RepeatedField<Common.StateItem> messages)
    {
        var items = new StateItem[messages.Count];
        for (var index = 0; index < items.Length; index++)
            items[index] = Item(messages[index]);
        return items;
    }

    public static StateItem Item(Common.StateItem message)
        => new(
            message.Key,
            message.Value.Memory,
            message.Etag?.Value,
            Concurrency(message.Options),
            Consistency(message.Options?.Consistency ?? default),
            message.Metadata);

    public static StateItem Item(DeleteStateRequest request)
        => new(
            request.Key,
            default,
            request.Etag?.Value,
            Concurrency(request.Options),
            Consistency(request.Options?.Consistency ?? default),
            request.Metadata);

    public static StateConsistency Consistency(Options.StateConsistency consistency) => consistency switch
    {
        Options.StateConsistency.ConsistencyEventual => StateConsistency.Eventual,
        Options.StateConsistency.ConsistencyStrong => StateConsistency.Strong,
        _ => StateConsistency.Unspecified,
    };

    private static StateConcurrency Concurrency(Common.StateOptions? options) => options?.Concurrency switch
    {
        Options.StateConcurrency.ConcurrencyFirstWrite => StateConcurrency.FirstWrite,
        Options.StateConcurrency.ConcurrencyLastWrite => StateConcurrency.LastWrite,
        _ => StateConcurrency.Unspecified,
    };

    private static void Copy(IReadOnlyDictionary<string, string> from, MapField<string, string> to)
    {
        foreach (var (key, value) in from)
            to[key] = value;
    }
}

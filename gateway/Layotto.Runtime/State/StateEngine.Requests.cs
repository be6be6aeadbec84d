using System.Globalization;
using Layotto.Components;
using Layotto.Components.State;
using Layotto.Runtime.Errors;

namespace Layotto.Runtime.State;

/// <content>From a caller's words to a store's, and from a store's errors to a caller's.</content>
public sealed partial class StateEngine
{
    private static string StoredKey(StateStoreBinding binding, string key)
    {
        if (!StateKeyPrefix.IsIllegal(key))
            return binding.Prefix.Add(key);
        var message = StateKeyPrefix.IllegalKeyMessage(key);
        throw new ApiException(StateErrors.IllegalKey, ErrorKind.InvalidArgument, message)
        {
            Resource = Resource(binding),
            Field = new ErrorField(key, message),
        };
    }

    private static StateSetRequest ToSetRequest(StateStoreBinding binding, in StateItem item)
        => new(StoredKey(binding, item.Key), binding.Seal(item.Value), item.ETag, item.Concurrency, item.Consistency, item.Metadata);

    private static StateDeleteRequest ToDeleteRequest(StateStoreBinding binding, in StateItem item)
        => new(StoredKey(binding, item.Key), item.ETag, item.Concurrency, item.Consistency, item.Metadata);

    private static StateTransactionOperation ToTransactionOperation(StateStoreBinding binding, in StateOperation operation)
        => operation.Type switch
        {
            StateOperation.Upsert => StateTransactionOperation.Upsert(ToSetRequest(binding, operation.Item)),
            StateOperation.Delete => StateTransactionOperation.Remove(ToDeleteRequest(binding, operation.Item)),
            _ => throw new ApiException(
                StateErrors.UnsupportedOperation, ErrorKind.InvalidArgument, $"operation type {operation.Type} not supported"),
        };

    private static ITransactionalStateStore Transactional(StateStoreBinding binding)
        => binding.Store is ITransactionalStateStore store && binding.Store.Features.Contains(StateFeatures.Transactional)
            ? store
            : throw new ApiException(
                StateErrors.TransactionsNotSupported, ErrorKind.Unimplemented, $"state store {binding.Name} doesn't support transactions")
            {
                Resource = Resource(binding),
                Help = new ErrorHelp(
                    "https://docs.dapr.io/reference/components-reference/supported-state-stores/",
                    "Check the list of state stores and the features they support"),
            };

    private static ErrorResource Resource(StateStoreBinding binding) => new("state", binding.Name);

    private static ApiException GetFailed(StateStoreBinding binding, string key, Exception exception)
        => new(StateErrors.Get, UnlessUnavailable(exception), $"fail to get {key} from state store {binding.Name}: {exception.Message}", exception);

    private static ApiException QueryFailed(StateStoreBinding binding, string detail, Exception? cause = null)
        => new(StateErrors.Query, UnlessUnavailable(cause), $"state store {binding.Name} query failed: {detail}", cause)
        {
            Resource = Resource(binding),
        };

    private static ApiException TooManyOperations(StateStoreBinding binding, int count, int most)
        => new(
            StateErrors.TooManyOperations,
            ErrorKind.InvalidArgument,
            $"the transaction contains {count} operations, which is more than what the state store supports: {most}")
        {
            Resource = Resource(binding),
            Facts =
            [
                KeyValuePair.Create("currentOpsTransaction", count.ToString(CultureInfo.InvariantCulture)),
                KeyValuePair.Create("maxOpsPerTransaction", most.ToString(CultureInfo.InvariantCulture)),
            ],
        };

    private static ApiException WriteFailed(ErrorCode code, string what, Exception exception)
        => new(code, KindOf(exception), $"{what}: {exception.Message}", exception);

    private static ErrorKind KindOf(Exception exception) => exception switch
    {
        StateETagException { Error: StateETagError.Mismatch } => ErrorKind.Aborted,
        StateETagException => ErrorKind.InvalidArgument,
        _ => UnlessUnavailable(exception),
    };

    // Where Dapr tells of no other kind than an internal one.
    private static ErrorKind UnlessUnavailable(Exception? exception)
        => exception is ComponentUnavailableException ? ErrorKind.Unavailable : ErrorKind.Internal;
}

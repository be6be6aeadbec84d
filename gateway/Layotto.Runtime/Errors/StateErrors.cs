namespace Layotto.Runtime.Errors;

/// <summary>The error codes of the state API.</summary>
public static class StateErrors
{
    /// <summary>No state store is configured at all.</summary>
    public static readonly ErrorCode NotConfigured = new("ERR_STATE_STORE_NOT_CONFIGURED", "state", "DAPR_STATE_NOT_CONFIGURED");

    /// <summary>There is no state store of this name.</summary>
    public static readonly ErrorCode NotFound = new("ERR_STATE_STORE_NOT_FOUND", "state", "DAPR_STATE_NOT_FOUND");

    /// <summary>A key has characters that it can't have.</summary>
    public static readonly ErrorCode IllegalKey = new("ERR_MALFORMED_REQUEST", "state", "DAPR_STATE_ILLEGAL_KEY");

    /// <summary>A value couldn't be read.</summary>
    public static readonly ErrorCode Get = new("ERR_STATE_GET", "state");

    /// <summary>A bulk read failed as a whole.</summary>
    public static readonly ErrorCode BulkGet = new("ERR_STATE_BULK_GET", "state");

    /// <summary>Values couldn't be written.</summary>
    public static readonly ErrorCode Save = new("ERR_STATE_SAVE", "state");

    /// <summary>A key couldn't be deleted.</summary>
    public static readonly ErrorCode Delete = new("ERR_STATE_DELETE", "state");

    /// <summary>Keys couldn't be deleted.</summary>
    public static readonly ErrorCode BulkDelete = new("ERR_STATE_BULK_DELETE", "state");

    /// <summary>A transaction failed.</summary>
    public static readonly ErrorCode Transaction = new("ERR_STATE_TRANSACTION", "state");

    /// <summary>A transaction has an operation that is neither an upsert nor a deletion.</summary>
    public static readonly ErrorCode UnsupportedOperation = new("ERR_NOT_SUPPORTED_STATE_OPERATION", "state");

    /// <summary>The store has no transactions.</summary>
    public static readonly ErrorCode TransactionsNotSupported =
        new("ERR_STATE_STORE_NOT_SUPPORTED", "state", "DAPR_STATE_TRANSACTIONS_NOT_SUPPORTED");

    /// <summary>The transaction has more operations than the store takes.</summary>
    public static readonly ErrorCode TooManyOperations =
        new("ERR_STATE_STORE_TOO_MANY_TRANSACTIONS", "state", "DAPR_STATE_TOO_MANY_TRANSACTIONS");

    /// <summary>The store answers no queries.</summary>
    public static readonly ErrorCode QueryNotSupported =
        new("ERR_STATE_STORE_NOT_SUPPORTED", "state", "DAPR_STATE_QUERYING_NOT_SUPPORTED");

    /// <summary>A query failed, or couldn't be understood.</summary>
    public static readonly ErrorCode Query = new("ERR_STATE_QUERY", "state", "DAPR_STATE_QUERY_FAILED");
}

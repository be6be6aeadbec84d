namespace Layotto.Runtime.Errors;

/// <summary>The error codes of the lock API.</summary>
public static class LockErrors
{
    /// <summary>No lock store is configured at all.</summary>
    public static readonly ErrorCode NotConfigured = new("ERR_LOCK_STORE_NOT_CONFIGURED", "lock");

    /// <summary>There is no lock store of this name.</summary>
    public static readonly ErrorCode NotFound = new("ERR_LOCK_STORE_NOT_FOUND", "lock");

    /// <summary>It couldn't be tried to take a lock.</summary>
    public static readonly ErrorCode TryLock = new("ERR_TRY_LOCK", "lock");

    /// <summary>A lock couldn't be given back.</summary>
    public static readonly ErrorCode Unlock = new("ERR_UNLOCK", "lock");
}

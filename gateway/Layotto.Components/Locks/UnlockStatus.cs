namespace Layotto.Components.Locks;

/// <summary>What came of giving a lock back; the numbers are those of Dapr's API.</summary>
public enum UnlockStatus
{
    /// <summary>The owner has given it back.</summary>
    Success = 0,

    /// <summary>Nobody holds it, or it has expired.</summary>
    LockDoesNotExist = 1,

    /// <summary>Somebody else holds it.</summary>
    LockBelongsToOthers = 2,

    /// <summary>The store failed.</summary>
    InternalError = 3,
}

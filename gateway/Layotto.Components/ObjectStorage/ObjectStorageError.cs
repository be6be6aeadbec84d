namespace Layotto.Components.ObjectStorage;

/// <summary>Why an object isn't given.</summary>
public enum ObjectStorageError
{
    /// <summary>There is no such object.</summary>
    NotFound,

    /// <summary>It has another mark than the one that was wanted.</summary>
    Mismatch,
}

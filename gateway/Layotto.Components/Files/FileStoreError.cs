namespace Layotto.Components.Files;

/// <summary>Why a file store refuses; the words are those of Layotto's file API.</summary>
public enum FileStoreError
{
    /// <summary>The request is wrong.</summary>
    Invalid,

    /// <summary>There is no such file.</summary>
    NotFound,

    /// <summary>There is such a file already.</summary>
    AlreadyExists,

    /// <summary>The file has expired.</summary>
    Expired,

    /// <summary>It isn't allowed.</summary>
    PermissionDenied,
}

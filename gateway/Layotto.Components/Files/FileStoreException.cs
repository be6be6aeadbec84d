namespace Layotto.Components.Files;

/// <summary>A file store refuses.</summary>
public sealed class FileStoreException(FileStoreError error, string message, Exception? innerException = null) : ComponentException(message, innerException)
{
    /// <summary>Why.</summary>
    public FileStoreError Error => error;
}

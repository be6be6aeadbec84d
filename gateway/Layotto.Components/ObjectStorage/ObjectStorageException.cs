namespace Layotto.Components.ObjectStorage;

/// <summary>An object isn't given.</summary>
public sealed class ObjectStorageException(ObjectStorageError error, string message, Exception? innerException = null) : ComponentException(message, innerException)
{
    /// <summary>Why.</summary>
    public ObjectStorageError Error => error;
}

namespace Layotto.Components.State;

/// <summary>A write depended on an etag, and the etag didn't hold.</summary>
public sealed class StateETagException : ComponentException
{
    /// <summary>Creates the exception for a key.</summary>
    public StateETagException(StateETagError error, string key, Exception? innerException = null)
        : base(
            error == StateETagError.Mismatch
                ? "possible etag mismatch: the key has another etag by now, or none; read it again"
                : "invalid etag value: the store makes no such etags",
            innerException)
    {
        Error = error;
        Key = key;
    }

    /// <summary>What was wrong with the etag.</summary>
    public StateETagError Error { get; }

    /// <summary>The key of the write, as the store knows it.</summary>
    public string Key { get; }
}

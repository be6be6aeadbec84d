namespace Layotto.Runtime.Errors;

/// <summary>
/// The one error that engines throw at their callers. It knows no wire format: each adapter maps <see cref="Code"/> and
/// <see cref="Kind"/> to its own statuses. The message is a sentence for the caller.
/// </summary>
public sealed class ApiException : Exception
{
    /// <summary>Creates the error.</summary>
    public ApiException(ErrorCode code, ErrorKind kind, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Code = code;
        Kind = kind;
    }

    /// <summary>Which error it is.</summary>
    public ErrorCode Code { get; }

    /// <summary>What sort of failure it is.</summary>
    public ErrorKind Kind { get; }

    /// <summary>The resource concerned, or null.</summary>
    public ErrorResource? Resource { get; init; }

    /// <summary>Facts about the error for programs, such as the app's id; empty for none.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Facts { get; init; } = [];

    /// <summary>The field of the request that is wrong, or null.</summary>
    public ErrorField? Field { get; init; }

    /// <summary>Where to read on, or null.</summary>
    public ErrorHelp? Help { get; init; }
}

namespace Layotto.Http;

/// <summary>How the end of a response's body is told (RFC 9112 §6.3).</summary>
internal enum BodyFraming
{
    /// <summary>There is no body.</summary>
    None,

    /// <summary>By its length.</summary>
    Length,

    /// <summary>By the last chunk.</summary>
    Chunked,

    /// <summary>By the end of the connection.</summary>
    UntilClose,
}

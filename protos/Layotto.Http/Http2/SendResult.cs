namespace Layotto.Http.Http2;

/// <summary>What became of a piece of a body that was to be sent.</summary>
internal enum SendResult
{
    /// <summary>All of it goes out.</summary>
    Done,

    /// <summary>The rest has to wait for room.</summary>
    Blocked,

    /// <summary>The stream takes no more.</summary>
    Closed,
}

namespace Layotto.Pluggable.Discovery;

/// <summary>What discovery decided about a file of the sockets folder.</summary>
public enum SocketState
{
    /// <summary>Its process serves components.</summary>
    Serving,

    /// <summary>It isn't used as it is; <see cref="SocketRecord.LastError"/> says why.</summary>
    Refused,

    /// <summary>Nobody answers, and it is asked again.</summary>
    Silent,

    /// <summary>It was there and is no longer.</summary>
    Gone,
}

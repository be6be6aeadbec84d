namespace Layotto.Http.Http2;

/// <content>What the connection knows of a stream; its lock guards it.</content>
public sealed partial class Http2Stream
{
    private SendSignal? _room;

    /// <summary>How many bytes may be sent.</summary>
    internal long SendWindow { get; set; }

    /// <summary>How many bytes the server may still send.</summary>
    internal int ReceiveWindow { get; set; }

    /// <summary>How many bytes were read since the server was last told.</summary>
    internal int ReadSinceUpdate { get; set; }

    /// <summary>Whether the request was sent to its end, or nobody takes more of it.</summary>
    internal bool IsSendClosed { get; set; }

    /// <summary>Whether the response was received to its end, or nobody waits for more of it.</summary>
    internal bool IsReceiveClosed { get; set; }

    /// <summary>Whether it stands in the line of those who wait for the connection.</summary>
    internal bool IsInLine { get; set; }

    /// <summary>Whether the sender waits.</summary>
    internal bool IsSenderWaiting { get; private set; }

    /// <summary>Whether it is among those that the connection wakes after this piece of input. The reader's alone.</summary>
    internal bool HasNews { get; set; }

    /// <summary>Whether both ways have ended.</summary>
    internal bool IsClosed => IsSendClosed && IsReceiveClosed;

    /// <summary>Begins a wait of the sender.</summary>
    internal ValueTask BeginSenderWait()
    {
        IsSenderWaiting = true;
        return (_room ??= new SendSignal(_connection.Options.RunContinuationsAsynchronously)).WaitAsync();
    }

    /// <summary>Ends the wait of the sender, which goes on when the signal that is returned is set; null where it doesn't wait.</summary>
    internal SendSignal? EndSenderWait()
    {
        if (!IsSenderWaiting)
            return null;
        IsSenderWaiting = false;
        return _room;
    }
}

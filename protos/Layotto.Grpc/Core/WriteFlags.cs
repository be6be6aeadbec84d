namespace Grpc.Core;

/// <summary>Wishes for how one message is written.</summary>
[Flags]
public enum WriteFlags
{
    /// <summary>The message need not be sent at once; it may wait for the next one.</summary>
    BufferHint = 0x1,

    /// <summary>The message isn't compressed even if the call is.</summary>
    NoCompress = 0x2,
}

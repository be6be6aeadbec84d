namespace Layotto.Http.Http2;

/// <summary>What a stream keeps of its response; one after the other of a connection's streams uses it.</summary>
/// <param name="maxHeaderSize">The most bytes of headers, or of trailers.</param>
internal sealed class StreamParts(int maxHeaderSize)
{
    /// <summary>The head.</summary>
    public HeaderList Head { get; private set; } = new(maxHeaderSize);

    /// <summary>The trailers.</summary>
    public HeaderList Trailers { get; } = new(maxHeaderSize);

    /// <summary>The body, as far as nobody has read it.</summary>
    public ReceiveBuffer Body { get; } = new();

    /// <summary>Leaves the head to the stream; the next one gets another.</summary>
    public void LeaveHead() => Head = new HeaderList(maxHeaderSize);

    /// <summary>Empties everything for the next stream.</summary>
    public void Clear()
    {
        Head.Clear();
        Trailers.Clear();
        Body.Clear();
    }
}

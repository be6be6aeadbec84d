using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;

namespace Layotto.Dapr.Invocation.Wire;

/// <summary>The messages of a gRPC request, one after the other, where they lie in the server's buffers. One read at a time.</summary>
/// <param name="reader">The request's body.</param>
/// <param name="maxSize">The most bytes a message may have.</param>
internal sealed class PipeFrames(PipeReader reader, long maxSize)
{
    private ReadOnlySequence<byte> _rest;
    private bool _holds;
    private bool _ended;

    /// <summary>The message at hand; valid until the next read.</summary>
    public ReadOnlySequence<byte> Message { get; private set; }

    /// <summary>Takes the next message, waiting for it.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="WireFormatException">What came is no message, or a larger one than allowed.</exception>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        while (!TryTake())
        {
            if (_ended)
                return _rest.IsEmpty ? false : throw new WireFormatException("the stream ended within a message");
            Release();
            var result = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            Hold(result);
        }

        return true;
    }

    /// <summary>Takes the next message, or sees the end, if that needs no waiting.</summary>
    /// <param name="isThere">Whether there is a message; else the end was seen.</param>
    /// <returns>False when it would have to wait.</returns>
    /// <exception cref="WireFormatException">What came is no message, or a larger one than allowed.</exception>
    public bool TryRead(out bool isThere)
    {
        isThere = true;
        if (TryTake())
            return true;
        if (!_ended)
        {
            Release();
            if (!reader.TryRead(out var result))
                return false;
            Hold(result);
            if (TryTake())
                return true;
            if (!_ended)
                return false;
        }

        isThere = false;
        return _rest.IsEmpty ? true : throw new WireFormatException("the stream ended within a message");
    }

    private void Hold(in ReadResult result)
    {
        if (result.IsCanceled)
            throw new OperationCanceledException("The call has ended.");
        _rest = result.Buffer;
        _ended = result.IsCompleted;
        _holds = true;
    }

    private void Release()
    {
        if (!_holds)
            return;
        _holds = false;
        reader.AdvanceTo(_rest.Start, _rest.End);
        _rest = default;
        Message = default;
    }

    private bool TryTake()
    {
        Message = default;
        if (_rest.Length < WireWriter.FrameHeader)
            return false;
        Span<byte> header = stackalloc byte[WireWriter.FrameHeader];
        _rest.Slice(0, WireWriter.FrameHeader).CopyTo(header);
        if (header[0] != 0)
            throw new WireFormatException("a message is compressed, which was not offered");
        var length = BinaryPrimitives.ReadUInt32BigEndian(header[1..]);
        if (length > maxSize)
            throw new WireFormatException($"a message of {length} bytes is larger than the {maxSize} that are taken");
        if (_rest.Length - WireWriter.FrameHeader < length)
            return false;
        Message = _rest.Slice(WireWriter.FrameHeader, length);
        _rest = _rest.Slice(Message.End);
        return true;
    }
}

using System.Buffers;

namespace Layotto.Dapr.Invocation.Wire;

/// <summary>
/// One message of a streamed call between sidecars: the head of a request or response, a piece of its body, or both. It is a view of the
/// buffer that the message lies in.
/// </summary>
internal readonly struct StreamChunk
{
    /// <summary>The bytes that stand before the data of a chunk that <see cref="PutPrefix"/> made.</summary>
    public const int PrefixSize = WireWriter.FrameHeader + 1 + WireWriter.LengthSize + 1 + SequenceSize + 1 + WireWriter.LengthSize;

    // Five bytes hold a number up to 2^35-1: more chunks than any body has.
    private const int SequenceSize = 5;

    private StreamChunk(bool hasHead, ReadOnlySequence<byte> head, bool hasPayload, ReadOnlySequence<byte> data, ulong sequence)
    {
        HasHead = hasHead;
        Head = head;
        HasPayload = hasPayload;
        Data = data;
        Sequence = sequence;
    }

    /// <summary>Whether it has a head.</summary>
    public bool HasHead { get; }

    /// <summary>The head: an InternalInvokeRequest or InternalInvokeResponse.</summary>
    public ReadOnlySequence<byte> Head { get; }

    /// <summary>Whether it has a piece of the body, if only an empty one.</summary>
    public bool HasPayload { get; }

    /// <summary>The piece of the body.</summary>
    public ReadOnlySequence<byte> Data { get; }

    /// <summary>The number of the piece, from 0.</summary>
    public ulong Sequence { get; }

    /// <summary>Reads a message (InternalInvokeRequestStream or InternalInvokeResponseStream).</summary>
    /// <exception cref="WireFormatException">It is none.</exception>
    public static StreamChunk Parse(in ReadOnlySequence<byte> message)
    {
        bool hasHead = false, hasPayload = false;
        ReadOnlySequence<byte> head = default, payload = default;
        var reader = new SequenceReader<byte>(message);
        while (Next(ref reader, out var field, out var value))
        {
            if (field == 1)
            {
                hasHead = true;
                head = value;
            }
            else if (field == 2)
            {
                hasPayload = true;
                payload = value;
            }
        }

        return hasPayload ? ParsePayload(hasHead, head, payload) : new StreamChunk(hasHead, head, false, default, 0);
    }

    /// <summary>Writes what stands before the data of a chunk: the frame, the payload's number and the length of its data.</summary>
    /// <param name="at">Room for <see cref="PrefixSize"/> bytes, right before the data.</param>
    /// <param name="sequence">The number of the chunk.</param>
    /// <param name="length">The length of its data.</param>
    public static void PutPrefix(Span<byte> at, ulong sequence, int length)
    {
        const int PayloadOverhead = 1 + SequenceSize + 1 + WireWriter.LengthSize;
        WireWriter.PutFrame(at, 1 + WireWriter.LengthSize + PayloadOverhead + length);
        at = at[WireWriter.FrameHeader..];
        at[0] = (2 << 3) | WireReader.LengthDelimited;
        WireWriter.PutLength(at[1..], PayloadOverhead + length);
        at = at[(1 + WireWriter.LengthSize)..];
        at[0] = 2 << 3;
        for (var index = 1; index < SequenceSize; index++)
        {
            at[index] = (byte)(sequence | 0x80);
            sequence >>= 7;
        }

        at[SequenceSize] = (byte)(sequence & 0x7f);
        at = at[(1 + SequenceSize)..];
        at[0] = (1 << 3) | WireReader.LengthDelimited;
        WireWriter.PutLength(at[1..], length);
    }

    private static StreamChunk ParsePayload(bool hasHead, in ReadOnlySequence<byte> head, in ReadOnlySequence<byte> payload)
    {
        ReadOnlySequence<byte> data = default;
        ulong sequence = 0;
        var reader = new SequenceReader<byte>(payload);
        while (!reader.End)
        {
            var tag = Varint(ref reader);
            switch (tag)
            {
                case (1 << 3) | WireReader.LengthDelimited:
                    data = Take(ref reader);
                    break;
                case 2 << 3:
                    sequence = Varint(ref reader);
                    break;
                default:
                    Skip(ref reader, tag);
                    break;
            }
        }

        return new StreamChunk(hasHead, head, true, data, sequence);
    }

    private static bool Next(ref SequenceReader<byte> reader, out int field, out ReadOnlySequence<byte> value)
    {
        while (!reader.End)
        {
            var tag = Varint(ref reader);
            if ((tag & 7) == WireReader.LengthDelimited)
            {
                field = (int)(tag >> 3);
                value = Take(ref reader);
                return true;
            }

            Skip(ref reader, tag);
        }

        field = 0;
        value = default;
        return false;
    }

    private static void Skip(ref SequenceReader<byte> reader, ulong tag)
    {
        var isThere = (tag & 7) switch
        {
            0 => Varint(ref reader) >= 0,
            1 => TryAdvance(ref reader, sizeof(ulong)),
            WireReader.LengthDelimited => Take(ref reader).Length >= 0,
            5 => TryAdvance(ref reader, sizeof(uint)),
            _ => false,
        };
        if (!isThere)
            throw new WireFormatException("a message is cut off, or has a field of a type that isn't used any more");
    }

    private static bool TryAdvance(ref SequenceReader<byte> reader, int count)
    {
        if (reader.Remaining < count)
            return false;
        reader.Advance(count);
        return true;
    }

    private static ReadOnlySequence<byte> Take(ref SequenceReader<byte> reader)
    {
        var length = Varint(ref reader);
        if (length > (ulong)reader.Remaining)
            throw new WireFormatException("a message is cut off");
        var value = reader.UnreadSequence.Slice(0, (long)length);
        reader.Advance((long)length);
        return value;
    }

    private static ulong Varint(ref SequenceReader<byte> reader)
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (!reader.TryRead(out var current))
                break;
            value |= (ulong)(current & 0x7f) << shift;
            if (current < 0x80)
                return value;
        }

        throw new WireFormatException("a message has a number that is cut off");
    }
}

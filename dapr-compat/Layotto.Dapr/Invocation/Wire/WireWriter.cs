using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Layotto.Dapr.Invocation.Wire;

/// <summary>
/// Writes gRPC frames with Protobuf messages into a rented buffer. The length of a message is written once it is known, into four bytes
/// kept for it: Protobuf lets a number have more bytes than it needs.
/// </summary>
internal sealed class WireWriter : IDisposable
{
    /// <summary>The bytes kept for a length that is written later.</summary>
    public const int LengthSize = 4;

    /// <summary>The bytes before each gRPC message.</summary>
    public const int FrameHeader = 5;

    private const int InitialSize = 2048;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialSize);
    private int _length;

    /// <summary>How many bytes were written.</summary>
    public int Length => _length;

    /// <summary>What was written.</summary>
    public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(0, _length);

    /// <summary>Writes a length of at most 2^28-1 into the four bytes kept for it.</summary>
    public static void PutLength(Span<byte> at, int length)
    {
        at[0] = (byte)(length | 0x80);
        at[1] = (byte)((length >> 7) | 0x80);
        at[2] = (byte)((length >> 14) | 0x80);
        at[3] = (byte)((length >> 21) & 0x7f);
    }

    /// <summary>Writes the header of a gRPC frame.</summary>
    public static void PutFrame(Span<byte> at, int length)
    {
        at[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(at[1..], length);
    }

    /// <summary>Begins a gRPC frame.</summary>
    /// <returns>Where it begins.</returns>
    public int BeginFrame()
    {
        Ensure(FrameHeader);
        _length += FrameHeader;
        return _length;
    }

    /// <summary>Ends a gRPC frame.</summary>
    public void EndFrame(int start) => PutFrame(_buffer.AsSpan(start - FrameHeader), _length - start);

    /// <summary>Begins a message within a message.</summary>
    /// <returns>Where it begins.</returns>
    public int BeginMessage(int field)
    {
        Ensure(LengthSize + 1);
        _buffer[_length] = Tag(field);
        _length += LengthSize + 1;
        return _length;
    }

    /// <summary>Ends a message within a message.</summary>
    public void EndMessage(int start) => PutLength(_buffer.AsSpan(start - LengthSize), _length - start);

    /// <summary>Writes a field with a number; 0 is left out, as it is the default.</summary>
    public void Number(int field, ulong value)
    {
        if (value == 0)
            return;
        Ensure(11);
        _buffer[_length++] = (byte)(field << 3);
        Varint(value);
    }

    /// <summary>Writes a field with text; an empty one is left out.</summary>
    public void Text(int field, ReadOnlySpan<char> text)
    {
        if (text.Length > 0)
            RepeatedText(field, text);
    }

    /// <summary>Writes one of the texts of a field that may have several, also an empty one.</summary>
    public void RepeatedText(int field, ReadOnlySpan<char> text)
    {
        Ensure(6 + Encoding.UTF8.GetMaxByteCount(text.Length));
        _buffer[_length++] = Tag(field);

        // Most texts are short and of ASCII, so that their length fits one byte and is known beforehand.
        if (text.Length < 0x80 && Ascii.FromUtf16(text, _buffer.AsSpan(_length + 1), out var written) == OperationStatus.Done)
        {
            _buffer[_length] = (byte)written;
            _length += written + 1;
            return;
        }

        Varint((ulong)Encoding.UTF8.GetByteCount(text));
        _length += Encoding.UTF8.GetBytes(text, _buffer.AsSpan(_length));
    }

    /// <summary>Writes a field with bytes; an empty one is left out.</summary>
    public void Bytes(int field, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return;
        Ensure(6 + bytes.Length);
        _buffer[_length++] = Tag(field);
        Varint((ulong)bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }

    /// <summary>Gets room to write to directly.</summary>
    public Span<byte> GetSpan(int size)
    {
        Ensure(size);
        return _buffer.AsSpan(_length);
    }

    /// <summary>Counts in what was written directly.</summary>
    public void Advance(int count) => _length += count;

    /// <summary>Takes back what was written beyond a length.</summary>
    public void Truncate(int length) => _length = length;

    /// <inheritdoc/>
    public void Dispose()
    {
        var buffer = _buffer;
        _buffer = [];
        _length = 0;
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    private static byte Tag(int field) => (byte)((field << 3) | WireReader.LengthDelimited);

    private void Varint(ulong value)
    {
        while (value >= 0x80)
        {
            _buffer[_length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _buffer[_length++] = (byte)value;
    }

    private void Ensure(int count)
    {
        if (_buffer.Length - _length >= count)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, _length + count));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}

using System.Buffers;
using System.Text;

namespace Layotto.Components.Middleware.Testing;

/// <summary>Turns UTF-8 that comes in pieces into capitals; a character may be split between two pieces.</summary>
internal sealed class UppercaseTransform
{
    private readonly byte[] _rest = new byte[4];
    private int _restLength;

    /// <summary>Turns a piece into capitals.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="isLast">Whether nothing follows, so that half a character can't be completed any more.</param>
    public ReadOnlyMemory<byte> Apply(ReadOnlySpan<byte> piece, bool isLast)
    {
        var output = new ArrayBufferWriter<byte>(piece.Length + 16);
        Span<byte> joined = new byte[_restLength + piece.Length];
        _rest.AsSpan(0, _restLength).CopyTo(joined);
        piece.CopyTo(joined[_restLength..]);
        _restLength = 0;
        while (joined.Length > 0)
        {
            var status = Rune.DecodeFromUtf8(joined, out var rune, out var length);
            if (status == OperationStatus.NeedMoreData && !isLast)
            {
                joined.CopyTo(_rest);
                _restLength = joined.Length;
                break;
            }

            // What isn't UTF-8 stays as it is.
            if (status == OperationStatus.Done)
                output.Advance(Rune.ToUpperInvariant(rune).EncodeToUtf8(output.GetSpan(4)));
            else
                output.Write(joined[..length]);
            joined = joined[length..];
        }

        return output.WrittenMemory;
    }
}

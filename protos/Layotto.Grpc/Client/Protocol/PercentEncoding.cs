using System.Buffers;
using System.Text;

namespace Layotto.Grpc.Client.Protocol;

/// <summary>The <c>grpc-message</c> header: UTF-8 with percent-encoding (gRPC over HTTP/2, Status-Message).</summary>
internal static class PercentEncoding
{
    /// <summary>
    /// Decodes a message. As the specification asks, whatever is not valid encoding is kept as it is, never refused.
    /// </summary>
    public static string Decode(string encoded)
    {
        var first = encoded.IndexOf('%');
        if (first < 0)
            return encoded;

        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(encoded.Length));
        try
        {
            var length = 0;
            for (var index = 0; index < encoded.Length; index++)
            {
                if (encoded[index] == '%' && index + 2 < encoded.Length
                    && char.IsAsciiHexDigit(encoded[index + 1]) && char.IsAsciiHexDigit(encoded[index + 2]))
                {
                    bytes[length++] = (byte)((HexValue(encoded[index + 1]) << 4) | HexValue(encoded[index + 2]));
                    index += 2;
                }
                else
                {
                    length += Encoding.UTF8.GetBytes(encoded.AsSpan(index, 1), bytes.AsSpan(length));
                }
            }

            return Encoding.UTF8.GetString(bytes, 0, length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static int HexValue(char digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}

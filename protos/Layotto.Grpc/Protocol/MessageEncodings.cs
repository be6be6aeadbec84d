using Microsoft.Extensions.Primitives;

namespace Layotto.Grpc.Protocol;

/// <summary>The message encodings this transport knows.</summary>
internal static class MessageEncodings
{
    public const string Identity = "identity";
    public const string Gzip = "gzip";

    /// <summary>The value of <c>grpc-accept-encoding</c>.</summary>
    public const string Accepted = "identity,gzip";

    /// <summary>Whether <c>grpc-accept-encoding</c> lists gzip.</summary>
    public static bool AcceptsGzip(in StringValues header)
    {
        for (var index = 0; index < header.Count; index++)
        {
            var rest = header[index].AsSpan();
            while (!rest.IsEmpty)
            {
                var comma = rest.IndexOf(',');
                var one = comma < 0 ? rest : rest[..comma];
                if (one.Trim().SequenceEqual(Gzip))
                    return true;
                rest = comma < 0 ? [] : rest[(comma + 1)..];
            }
        }

        return false;
    }
}

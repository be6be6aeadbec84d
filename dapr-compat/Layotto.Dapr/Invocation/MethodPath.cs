using System.Buffers;
using System.Text;
using Grpc.Core;

namespace Layotto.Dapr.Invocation;

/// <summary>
/// The one form in which the path of a call is both judged by access policies and dispatched to the app (CVE-2026-41491): percent-decoded
/// once, without empty and dot segments, without a slash at either end, and free of what would end a path.
/// </summary>
internal static class MethodPath
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // What most paths are made of, and what needs no second look but for dot segments.
    private static readonly SearchValues<char> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_~/");

    // What may stand in a path as it is (RFC 3986, pchar).
    private static readonly SearchValues<char> Literal = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/");

    /// <summary>Percent-decodes a path once.</summary>
    /// <exception cref="RpcException">An escape is broken, or the bytes are no UTF-8.</exception>
    public static string Decode(ReadOnlySpan<char> path)
    {
        if (!path.Contains('%'))
            return path.ToString();
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(path.Length));
        try
        {
            var count = 0;
            while (path.Length > 0)
            {
                var percent = path.IndexOf('%');
                var run = percent < 0 ? path : path[..percent];
                count += Encoding.UTF8.GetBytes(run, bytes.AsSpan(count));
                path = path[run.Length..];
                if (path.Length == 0)
                    break;
                if (path.Length < 3 || !char.IsAsciiHexDigit(path[1]) || !char.IsAsciiHexDigit(path[2]))
                    throw InvocationErrors.InvalidMethod("a percent sign in the path isn't followed by two hexadecimal digits");
                bytes[count++] = Convert.FromHexString(path.Slice(1, 2))[0];
                path = path[3..];
            }

            return Strict.GetString(bytes, 0, count);
        }
        catch (DecoderFallbackException)
        {
            throw InvocationErrors.InvalidMethod("the path is no UTF-8 once its escapes are decoded");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>Brings a decoded path from an HTTP request into its canonical form: segments are resolved first, as HTTP servers do.</summary>
    /// <exception cref="RpcException">What is left has characters that no path may have.</exception>
    public static string OfHttp(ReadOnlySpan<char> decoded)
    {
        var cleaned = Clean(decoded);
        Check(cleaned);
        return cleaned;
    }

    /// <summary>Brings a method that came in a message into its canonical form.</summary>
    /// <exception cref="RpcException">It has characters that no path may have.</exception>
    public static string OfMessage(string method)
    {
        Check(method);
        return Clean(method);
    }

    /// <summary>The path of the request to an HTTP app, with a slash before it and escapes where HTTP needs them.</summary>
    /// <param name="canonical">The path in its canonical form.</param>
    /// <exception cref="RpcException">It has a percent sign, which somebody on the way might decode once more.</exception>
    public static string ToHttp(string canonical)
    {
        if (!canonical.AsSpan().ContainsAnyExcept(Literal))
            return "/" + canonical;
        if (canonical.Contains('%', StringComparison.Ordinal))
            throw InvocationErrors.InvalidMethod("invalid URL escape: the path has a percent sign once its escapes are decoded");
        var path = new StringBuilder("/", canonical.Length + 16);
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in canonical.EnumerateRunes())
        {
            if (rune.IsAscii && Literal.Contains((char)rune.Value))
            {
                path.Append((char)rune.Value);
                continue;
            }

            foreach (var value in utf8[..rune.EncodeToUtf8(utf8)])
                path.Append('%').Append(Convert.ToHexString([value]));
        }

        return path.ToString();
    }

    /// <summary>Whether a query can stand in a request as it is.</summary>
    public static bool IsQuery(string query) => !query.AsSpan().ContainsAnyExceptInRange('!', '~') && !query.Contains('#', StringComparison.Ordinal);

    private static void Check(string method)
    {
        if (!method.AsSpan().ContainsAnyExcept(Plain))
            return;
        for (var index = 0; index < method.Length; index++)
        {
            if (method[index] is '#' or '?')
                throw InvocationErrors.InvalidMethod("method contains forbidden character: '#' and '?' end a path");
            if (method[index] is < ' ' or '\x7f')
                throw InvocationErrors.InvalidMethod($"method contains control character at position {index}");
        }
    }

    // A path that climbs above its root stays at the root.
    private static string Clean(ReadOnlySpan<char> path)
    {
        path = path.Trim('/');
        if (path.IndexOf('.') < 0 && path.IndexOf("//") < 0)
            return path.ToString();
        var kept = new List<Range>();
        foreach (var range in path.Split('/'))
        {
            switch (path[range])
            {
                case "" or ".":
                    break;
                case "..":
                    if (kept.Count > 0)
                        kept.RemoveAt(kept.Count - 1);
                    break;
                default:
                    kept.Add(range);
                    break;
            }
        }

        var cleaned = new StringBuilder(path.Length);
        foreach (var range in kept)
            (cleaned.Length > 0 ? cleaned.Append('/') : cleaned).Append(path[range]);
        return cleaned.ToString();
    }
}

namespace Layotto.Runtime.Crypto.Scheme;

/// <summary>
/// The three lines that a document begins with: the scheme's name, the manifest, and the signature of both; each ends with a line feed.
/// </summary>
/// <param name="Manifest">The manifest.</param>
/// <param name="SignedLines">The first two lines as they are, the line feeds included.</param>
/// <param name="Signature">The signature, in Base64.</param>
internal sealed record SchemeHeader(Manifest Manifest, ReadOnlyMemory<byte> SignedLines, ReadOnlyMemory<byte> Signature)
{
    /// <summary>The most bytes that a header may have: a segment.</summary>
    public const int MaxSize = EncryptionScheme.SegmentSize;

    private const byte LineFeed = (byte)'\n';

    private static ReadOnlySpan<byte> SchemeLine => "dapr.io/enc/v1\n"u8;

    /// <summary>Makes a header.</summary>
    /// <exception cref="Errors.ApiException">It is too long.</exception>
    public static byte[] Write(Manifest manifest, FileKey key)
    {
        byte[] signed = [.. SchemeLine, .. manifest.Write(), LineFeed];
        byte[] header = [.. signed, .. key.Sign(signed), LineFeed];
        return header.Length <= MaxSize
            ? header
            : throw CryptoEngine.Failed($"the document's header would be longer than {MaxSize} bytes; the key's name is too long");
    }

    /// <summary>Reads a header, and nothing beyond it.</summary>
    /// <exception cref="Errors.ApiException">The stream doesn't begin with one.</exception>
    public static async ValueTask<SchemeHeader> ReadAsync(ReadAhead input, CancellationToken cancellationToken)
    {
        var length = 0;
        for (var line = 0; line < 3; line++)
        {
            var end = -1;
            while (end < 0)
            {
                RequireScheme(input.Available.Span);
                end = input.Available.Span[length..].IndexOf(LineFeed);
                if (end >= 0)
                    break;
                if (input.Available.Length >= MaxSize)
                    throw Invalid($"it is longer than {MaxSize} bytes");
                var before = input.Available.Length;
                if (await input.FillAsync(before + 1, cancellationToken).ConfigureAwait(false) == before)
                    throw Invalid("the document ends within it");
            }

            length += end + 1;
        }

        var lines = input.Available[..length].ToArray();
        input.Consume(length);
        return Parse(lines);
    }

    private static SchemeHeader Parse(byte[] lines)
    {
        var manifestEnd = SchemeLine.Length + lines.AsSpan(SchemeLine.Length).IndexOf(LineFeed);
        var manifest = Manifest.TryRead(lines.AsMemory(SchemeLine.Length..manifestEnd)) ?? throw Invalid("its manifest isn't right");
        return new SchemeHeader(manifest, lines.AsMemory(..(manifestEnd + 1)), lines.AsMemory((manifestEnd + 1)..^1));
    }

    // Told at the first byte that is another, so that nothing is read of what isn't meant for this.
    private static void RequireScheme(ReadOnlySpan<byte> available)
    {
        var known = Math.Min(available.Length, SchemeLine.Length);
        if (!available[..known].SequenceEqual(SchemeLine[..known]))
            throw Invalid("the document isn't of the scheme dapr.io/enc/v1");
    }

    private static Errors.ApiException Invalid(string reason) => CryptoEngine.Failed($"invalid header: {reason}");
}

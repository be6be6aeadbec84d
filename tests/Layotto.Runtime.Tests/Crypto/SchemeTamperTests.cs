using System.Text;
using Layotto.Runtime.Crypto;
using Layotto.Runtime.Crypto.Scheme;
using Layotto.Runtime.Errors;
using Layotto.Runtime.Resiliency;
using Microsoft.Extensions.Logging.Abstractions;

namespace Layotto.Runtime.Tests.Crypto;

/// <summary>A document that was changed anywhere is refused, and of what it decrypts to nothing is given out that isn't right.</summary>
public sealed class SchemeTamperTests
{
    private const int Segment = EncryptionScheme.SegmentSize + EncryptionScheme.TagSize;

    private static readonly byte[] Plaintext = SchemeVectorTests.Plaintext((3 * EncryptionScheme.SegmentSize) + 100);

    private readonly CryptoEngine _engine = new(new OpenProvider().Register(), NoResilience.Instance, NullLogger.Instance);

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("aes-gcm")]
    [InlineData("chacha20-poly1305")]
    public async Task Every_bit_of_a_short_document_matters(string cipher)
    {
        var document = await EncryptAsync("short"u8.ToArray(), cipher);

        for (var index = 0; index < document.Length; index++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                document[index] ^= (byte)(1 << bit);
                await AssertRefusedAsync(document, "short"u8.ToArray());
                document[index] ^= (byte)(1 << bit);
            }
        }

        Assert.Equal("short"u8.ToArray(), await DecryptAsync(document));
    }

    [Fact]
    public async Task A_changed_byte_of_any_segment_is_refused()
    {
        var document = await EncryptAsync(Plaintext);
        var header = HeaderLength(document);
        int[] offsets =
        [
            0, 1, EncryptionScheme.SegmentSize - 1, EncryptionScheme.SegmentSize, Segment - 1, Segment, (2 * Segment) - 1, 2 * Segment, 3 * Segment,
            document.Length - header - 17, document.Length - header - 16, document.Length - header - 1,
        ];

        foreach (var offset in offsets)
        {
            document[header + offset] ^= 0x80;
            var given = await AssertRefusedAsync(document, Plaintext);
            Assert.Equal(offset / Segment * EncryptionScheme.SegmentSize, given);
            document[header + offset] ^= 0x80;
        }
    }

    [Fact]
    public async Task A_document_that_was_cut_is_refused_wherever_it_was()
    {
        var document = await EncryptAsync(Plaintext);
        var header = HeaderLength(document);
        int[] lengths =
        [
            0, 1, 14, 15, 16, header - 1, header + 1, header + 15, header + 16, header + 17, header + Segment - 1, header + Segment,
            header + Segment + 1, header + (2 * Segment), header + (3 * Segment), document.Length - 1,
        ];

        foreach (var length in lengths)
            await AssertRefusedAsync(document[..length], Plaintext);
    }

    [Theory]
    [InlineData(EncryptionScheme.SegmentSize)]
    [InlineData(2 * EncryptionScheme.SegmentSize)]
    public async Task A_document_of_whole_segments_that_lost_its_last_one_or_gained_one_is_refused(int size)
    {
        var plaintext = SchemeVectorTests.Plaintext(size);
        var document = await EncryptAsync(plaintext);
        var last = document[^Segment..];

        if (size > EncryptionScheme.SegmentSize)
            await AssertRefusedAsync(document[..^Segment], plaintext);
        await AssertRefusedAsync([.. document, .. last], plaintext);
        await AssertRefusedAsync([.. document, 0], plaintext);
        await AssertRefusedAsync([.. document, .. new byte[16]], plaintext);
        Assert.Equal(plaintext, await DecryptAsync(document));
    }

    [Fact]
    public async Task Segments_in_another_order_are_refused()
    {
        var document = await EncryptAsync(Plaintext);
        var header = HeaderLength(document);
        var (start, first, second, rest) = (
            document[..header], document[header..(header + Segment)], document[(header + Segment)..(header + (2 * Segment))], document[(header + (2 * Segment))..]);

        await AssertRefusedAsync([.. start, .. second, .. first, .. rest], Plaintext);
        await AssertRefusedAsync([.. start, .. first, .. first, .. rest], Plaintext);
        await AssertRefusedAsync([.. start, .. second, .. rest], Plaintext);
        await AssertRefusedAsync([.. start, .. first, .. rest], Plaintext);
    }

    [Fact]
    public async Task Segments_of_another_document_are_refused()
    {
        var (one, other) = (await EncryptAsync(Plaintext), await EncryptAsync(Plaintext));

        await AssertRefusedAsync([.. one[..HeaderLength(one)], .. other[HeaderLength(other)..]], Plaintext);
    }

    /// <summary>What the scheme can't tell: an empty document has no segment, so one whose segments are all gone looks like it.</summary>
    [Fact]
    public async Task A_header_alone_is_an_empty_document()
    {
        var document = await EncryptAsync(Plaintext);

        Assert.Empty(await DecryptAsync(document[..HeaderLength(document)]));
    }

    [Theory]
    [InlineData("", "ends within")]
    [InlineData("dapr.io/enc/v1", "ends within")]
    [InlineData("dapr.io/enc/v2\n", "scheme dapr.io/enc/v1")]
    [InlineData("plain text", "scheme dapr.io/enc/v1")]
    [InlineData("dapr.io/enc/v1\n\n\n", "manifest")]
    [InlineData("dapr.io/enc/v1\n{}\n", "ends within")]
    [InlineData("dapr.io/enc/v1\n{}\nAAAA\n", "manifest")]
    [InlineData("dapr.io/enc/v1\n[]\nAAAA\n", "manifest")]
    [InlineData("dapr.io/enc/v1\nnull\nAAAA\n", "manifest")]
    [InlineData("dapr.io/enc/v1\n{\"k\":\"a\",\"kw\":1,\"wfk\":\"AAAA\",\"cph\":1,\"np\":\"AAAA\"}\nAAAA\n", "manifest")]
    [InlineData("dapr.io/enc/v1\n{\"k\":\"a\",\"kw\":9,\"wfk\":\"AAAA\",\"cph\":1,\"np\":\"AAAAAAAAAA==\"}\nAAAA\n", "manifest")]
    [InlineData("dapr.io/enc/v1\n{\"k\":\"a\",\"kw\":1,\"wfk\":\"AAAA\",\"cph\":0,\"np\":\"AAAAAAAAAA==\"}\nAAAA\n", "manifest")]
    [InlineData("dapr.io/enc/v1\n{\"k\":\"a\",\"kw\":1,\"wfk\":\"\",\"cph\":1,\"np\":\"AAAAAAAAAA==\"}\nAAAA\n", "manifest")]
    [InlineData("dapr.io/enc/v1\n{\"k\":7,\"kw\":1,\"wfk\":\"AAAA\",\"cph\":1,\"np\":\"AAAAAAAAAA==\"}\nAAAA\n", "manifest")]
    [InlineData("dapr.io/enc/v1\n{\"k\":\"a\",\"kw\":1.5,\"wfk\":\"AAAA\",\"cph\":1,\"np\":\"AAAAAAAAAA==\"}\nAAAA\n", "manifest")]
    [InlineData("dapr.io/enc/v1\n{\"kw\":1,\"wfk\":\"AAAA\",\"cph\":1,\"np\":\"AAAAAAAAAA==\"}\nAAAA\n", "names no key")]
    [InlineData("dapr.io/enc/v1\n{\"k\":\"a\",\"kw\":1,\"wfk\":\"AAAA\",\"cph\":1,\"np\":\"AAAAAAAAAA==\"}\nAAAA\n", "signature")]
    [InlineData("dapr.io/enc/v1\n{\"k\":\"a\",\"kw\":1,\"wfk\":\"AAAA\",\"cph\":1,\"np\":\"AAAAAAAAAA==\"}\n\n", "signature")]
    public async Task A_header_that_is_none_says_why(string document, string reason)
    {
        foreach (var chunk in new[] { 1, 1000 })
        {
            var error = await Assert.ThrowsAsync<ApiException>(
                async () => await _engine.DecryptAsync("vault", "", new Chunks(Encoding.UTF8.GetBytes(document), chunk), new Collected(), CancellationToken));

            Assert.Equal(CryptoErrors.Operation, error.Code);
            Assert.StartsWith("failed to perform operation: ", error.Message, StringComparison.Ordinal);
            Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_header_without_an_end_is_not_read_for_ever()
    {
        var source = new Chunks(Encoding.UTF8.GetBytes("dapr.io/enc/v1\n" + new string('x', 1_000_000)), 1000);

        var error = await Assert.ThrowsAsync<ApiException>(async () => await _engine.DecryptAsync("vault", "", source, new Collected(), CancellationToken));

        Assert.Contains("longer than 65536", error.Message, StringComparison.Ordinal);
        Assert.InRange(source.Position, 1, 70_000);
    }

    [Fact]
    public async Task What_is_not_of_the_scheme_is_not_read_at_all()
    {
        var source = new Chunks(new byte[1_000_000], 1000);

        await Assert.ThrowsAsync<ApiException>(async () => await _engine.DecryptAsync("vault", "", source, new Collected(), CancellationToken));

        Assert.Equal(1000, source.Position);
    }

    private static int HeaderLength(byte[] document)
    {
        var length = 0;
        for (var line = 0; line < 3; line++)
            length += document.AsSpan(length).IndexOf((byte)'\n') + 1;
        return length;
    }

    private async Task<byte[]> EncryptAsync(byte[] plaintext, string cipher = "")
    {
        var encrypted = new Collected();
        await _engine.EncryptAsync(
            "vault", new EncryptionOptions("mykey", "AES") { DataEncryptionCipher = cipher }, new Chunks(plaintext), encrypted, CancellationToken);
        return encrypted.Data;
    }

    private async Task<byte[]> DecryptAsync(byte[] document)
    {
        var decrypted = new Collected();
        await _engine.DecryptAsync("vault", "", new Chunks(document), decrypted, CancellationToken);
        return decrypted.Data;
    }

    // Returns how much was given out before.
    private async Task<int> AssertRefusedAsync(byte[] document, byte[] plaintext)
    {
        var decrypted = new Collected();
        var error = await Assert.ThrowsAsync<ApiException>(
            async () => await _engine.DecryptAsync("vault", "", new Chunks(document), decrypted, CancellationToken));

        Assert.Equal(CryptoErrors.Operation, error.Code);
        Assert.True(plaintext.AsSpan().StartsWith(decrypted.Data), "what was given out isn't the beginning of the plaintext");
        Assert.Equal(0, decrypted.Data.Length % EncryptionScheme.SegmentSize);
        return decrypted.Data.Length;
    }
}

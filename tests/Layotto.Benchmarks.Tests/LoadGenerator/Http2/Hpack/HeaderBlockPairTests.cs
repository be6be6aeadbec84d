using Layotto.LoadGenerator.Http2.Hpack;
using Xunit;

namespace Layotto.Benchmarks.Tests.LoadGenerator.Http2.Hpack;

public sealed class HeaderBlockPairTests
{
    private static readonly (string Name, string Value)[] Headers =
    [
        (":method", "POST"), (":scheme", "http"), (":path", "/a.B/C"), (":authority", "localhost:1"),
        ("content-type", "application/grpc"), ("te", "trailers"), ("x-own", "value"),
    ];

    private static readonly string[] Lines = [.. Headers.Select(header => header.Name + ": " + header.Value)];

    [Fact]
    public void The_first_block_indexes_and_later_ones_only_name_the_indexes()
    {
        var pair = new HeaderBlockPair(Headers, 4096);
        var decoder = new HpackDecoder();

        Assert.Equal(Lines, Decode(decoder, pair.First));
        Assert.Equal(Lines, Decode(decoder, pair.Later));
        Assert.Equal(Lines, Decode(decoder, pair.Later));
        Assert.Equal(Headers.Length, pair.Later.Length);
    }

    [Fact]
    public void A_peer_with_a_small_table_gets_literals_and_an_empty_table()
    {
        var pair = new HeaderBlockPair(Headers, 100);
        var decoder = new HpackDecoder(100);

        Assert.Equal(0x20, pair.First[0]);
        Assert.Equal(Lines, Decode(decoder, pair.First));
        Assert.Equal(Lines, Decode(decoder, pair.Later));
        Assert.Equal(0, decoder.TableSize);
    }

    [Fact]
    public void Headers_that_do_not_fit_the_table_are_sent_as_literals_every_time()
    {
        (string, string)[] headers = [.. Headers, ("x-large", new string('v', 5000))];
        var pair = new HeaderBlockPair(headers, 4096);
        var decoder = new HpackDecoder();

        Assert.Equal(Decode(decoder, pair.First), Decode(decoder, pair.Later));
        Assert.Equal(0, decoder.TableSize);
    }

    private static List<string> Decode(HpackDecoder decoder, byte[] block)
    {
        var headers = new HeaderList();
        decoder.Decode(block, headers);
        return headers.Lines;
    }
}

using Layotto.LoadGenerator.Http2.Hpack;
using Xunit;

namespace Layotto.Benchmarks.Tests.LoadGenerator.Http2.Hpack;

/// <summary>The vectors of RFC 7541, appendix C, and what it forbids.</summary>
public sealed class HpackDecoderTests
{
    private const string FirstRequest = ":method: GET|:scheme: http|:path: /|:authority: www.example.com";
    private const string SecondRequest = FirstRequest + "|cache-control: no-cache";

    private const string ThirdRequest =
        ":method: GET|:scheme: https|:path: /index.html|:authority: www.example.com|custom-key: custom-value";

    private const string FirstResponse =
        ":status: 302|cache-control: private|date: Mon, 21 Oct 2013 20:13:21 GMT|location: https://www.example.com";

    private const string SecondResponse =
        ":status: 307|cache-control: private|date: Mon, 21 Oct 2013 20:13:21 GMT|location: https://www.example.com";

    private const string ThirdResponse =
        ":status: 200|cache-control: private|date: Mon, 21 Oct 2013 20:13:22 GMT|location: https://www.example.com" +
        "|content-encoding: gzip|set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1";

    [Theory]
    [InlineData("400a637573746f6d2d6b65790d637573746f6d2d686561646572", "custom-key: custom-header", 55)]
    [InlineData("040c2f73616d706c652f70617468", ":path: /sample/path", 0)]
    [InlineData("100870617373776f726406736563726574", "password: secret", 0)]
    [InlineData("82", ":method: GET", 0)]
    public void Single_fields_of_C_2(string hex, string expected, int tableSize)
    {
        var decoder = new HpackDecoder();
        Assert.Equal(expected, Decode(decoder, hex));
        Assert.Equal(tableSize, decoder.TableSize);
    }

    [Theory]
    [InlineData(
        "828684410f7777772e6578616d706c652e636f6d",
        "828684be58086e6f2d6361636865",
        "828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565")]
    [InlineData(
        "828684418cf1e3c2e5f23a6ba0ab90f4ff",
        "828684be5886a8eb10649cbf",
        "828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf")]
    public void Requests_of_C_3_and_with_huffman_of_C_4(string first, string second, string third)
    {
        var decoder = new HpackDecoder();
        Assert.Equal(FirstRequest, Decode(decoder, first));
        Assert.Equal(57, decoder.TableSize);
        Assert.Equal(SecondRequest, Decode(decoder, second));
        Assert.Equal(110, decoder.TableSize);
        Assert.Equal(ThirdRequest, Decode(decoder, third));
        Assert.Equal(164, decoder.TableSize);
    }

    [Theory]
    [InlineData(
        "4803333032580770726976617465611d4d6f6e2c203231204f637420323031332032303a31333a323120474d546e1768747470733a2f2f7777772e6578616d706c652e636f6d",
        "4803333037c1c0bf",
        "88c1611d4d6f6e2c203231204f637420323031332032303a31333a323220474d54c05a04677a69707738666f6f3d4153444a4b48514b425a584f5157454f50495541585157454f49553b206d61782d6167653d333630303b2076657273696f6e3d31")]
    [InlineData(
        "488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad171863c78f0b97c8e9ae82ae43d3",
        "4883640effc1c0bf",
        "88c16196d07abe941054d444a8200595040b8166e084a62d1bffc05a839bd9ab77ad94e7821dd7f2e6c7b335dfdfcd5b3960d5af27087f3672c1ab270fb5291f9587316065c003ed4ee5b1063d5007")]
    public void Responses_of_C_5_and_with_huffman_of_C_6_with_eviction(string first, string second, string third)
    {
        var decoder = new HpackDecoder(256);
        Assert.Equal(FirstResponse, Decode(decoder, first));
        Assert.Equal(222, decoder.TableSize);
        Assert.Equal(SecondResponse, Decode(decoder, second));
        Assert.Equal(222, decoder.TableSize);
        Assert.Equal(ThirdResponse, Decode(decoder, third));
        Assert.Equal(215, decoder.TableSize);
    }

    [Fact]
    public void A_size_update_at_the_start_of_a_block_empties_the_table()
    {
        var decoder = new HpackDecoder();
        Decode(decoder, "400a637573746f6d2d6b65790d637573746f6d2d686561646572");
        Assert.Equal(":method: GET", Decode(decoder, "2082"));
        Assert.Equal(0, decoder.TableSize);
    }

    [Theory]
    [InlineData("80")] // index 0
    [InlineData("be")] // index 62 of an empty dynamic table
    [InlineData("8220")] // a size update behind a field
    [InlineData("3fe21f")] // a size update above 4096
    [InlineData("400a6375")] // ends inside the name
    [InlineData("40")] // ends before the name
    [InlineData("ff80808080808001")] // an endless integer
    [InlineData("00018002")] // a string that claims Huffman and is cut
    [InlineData("0001610181ff")] // padding of the value is no start of the end-of-string code
    [InlineData("00016184ffffffff")] // the end-of-string code itself
    [InlineData("7fffffff7f")] // an index beyond both tables
    public void Malformed_blocks_are_refused(string hex) =>
        Assert.Throws<HpackException>(() => Decode(new HpackDecoder(), hex));

    private static string Decode(HpackDecoder decoder, string hex)
    {
        var headers = new HeaderList();
        decoder.Decode(Convert.FromHexString(hex), headers);
        return string.Join('|', headers.Lines);
    }
}

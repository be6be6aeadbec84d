using System.Text;
using Layotto.Http.Http2;
using Layotto.Http.Http2.Hpack;

namespace Layotto.Http.Tests.Http2;

/// <summary>Header compression, by the examples of RFC 7541 and by chance.</summary>
public sealed class HpackTests
{
    private const string First = ":method: GET|:scheme: http|:path: /|:authority: www.example.com";
    private const string Second = First + "|cache-control: no-cache";
    private const string Third = ":method: GET|:scheme: https|:path: /index.html|:authority: www.example.com|custom-key: custom-value";
    private const string Moved = ":status: 302|cache-control: private|date: Mon, 21 Oct 2013 20:13:21 GMT|location: https://www.example.com";
    private const string MovedAgain = ":status: 307|cache-control: private|date: Mon, 21 Oct 2013 20:13:21 GMT|location: https://www.example.com";

    private const string Found = ":status: 200|cache-control: private|date: Mon, 21 Oct 2013 20:13:22 GMT|location: https://www.example.com|content-encoding: gzip"
        + "|set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1";

    [Theory]
    [InlineData("400a637573746f6d2d6b65790d637573746f6d2d686561646572", "custom-key: custom-header", 55)]
    [InlineData("040c2f73616d706c652f70617468", ":path: /sample/path", 0)]
    [InlineData("100870617373776f726406736563726574", "password: secret", 0)]
    [InlineData("82", ":method: GET", 0)]
    public void Single_headers_of_appendix_C_2(string block, string expected, int size)
    {
        var decoder = new HpackDecoder(4096);
        Assert.Equal(expected, Decode(decoder, block));
        Assert.Equal(size, decoder.TableSize);
    }

    [Theory]
    [InlineData("828684410f7777772e6578616d706c652e636f6d", "828684be58086e6f2d6361636865", "828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565")]
    [InlineData("828684418cf1e3c2e5f23a6ba0ab90f4ff", "828684be5886a8eb10649cbf", "828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf")]
    public void Requests_of_appendices_C_3_and_C_4(string first, string second, string third)
    {
        var decoder = new HpackDecoder(4096);
        Assert.Equal((First, 57), (Decode(decoder, first), decoder.TableSize));
        Assert.Equal((Second, 110), (Decode(decoder, second), decoder.TableSize));
        Assert.Equal((Third, 164), (Decode(decoder, third), decoder.TableSize));
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
    public void Responses_of_appendices_C_5_and_C_6_push_each_other_out(string first, string second, string third)
    {
        var decoder = new HpackDecoder(256);
        Assert.Equal((Moved, 222), (Decode(decoder, first), decoder.TableSize));
        Assert.Equal((MovedAgain, 222), (Decode(decoder, second), decoder.TableSize));
        Assert.Equal((Found, 215), (Decode(decoder, third), decoder.TableSize));
    }

    [Theory]
    [InlineData("", "an empty block", true)]
    [InlineData("80", "index 0", false)]
    [InlineData("be", "an index beyond the table", false)]
    [InlineData("ffffffffffff0f", "an index that overflows", false)]
    [InlineData("ff", "a number that breaks off", false)]
    [InlineData("0005616263", "a name that breaks off", false)]
    [InlineData("00", "a literal without a name", false)]
    [InlineData("0001610562", "a value that breaks off", false)]
    [InlineData("000161", "a literal without a value", false)]
    [InlineData("3fe11f", "a table of the largest size", true)]
    [InlineData("3fe21f", "a table that is larger than allowed", false)]
    [InlineData("8220", "a change of the table behind a header", false)]
    [InlineData("00016181ff", "a Huffman code with eight bits of padding", false)]
    [InlineData("000161811e", "a Huffman code that is padded with zeros", false)]
    [InlineData("00016184ffffffff", "a Huffman code with the mark of its end", false)]
    public void Blocks_that_are_not_well_formed_are_refused(string block, string what, bool isFine)
    {
        var error = Record.Exception(() => Decode(new HpackDecoder(4096), block));
        Assert.True(isFine ? error is null : error is HpackException, $"{what}: {error}");
    }

    [Theory]
    [InlineData("Upper", "x")]
    [InlineData("with space", "x")]
    [InlineData("", "x")]
    [InlineData(":", "x")]
    [InlineData("a", "line\nbreak")]
    [InlineData("a", "nul\0")]
    public void Headers_that_are_none_are_told_apart_also_when_they_come_from_the_table(string name, string value)
    {
        byte[] literal = [0x40, (byte)name.Length, .. Encoding.Latin1.GetBytes(name), (byte)value.Length, .. Encoding.Latin1.GetBytes(value)];
        var decoder = new HpackDecoder(4096);
        foreach (var block in new[] { literal, [0xbe] })
        {
            var headers = new HeaderRecorder();
            decoder.Decode(block, headers);
            Assert.Equal([(name, value)], headers.Fields);
            Assert.False(headers.IsValid);
        }
    }

    [Fact]
    public void Huffman_codes_of_all_bytes_come_back()
    {
        var random = new Random(7);
        for (var round = 0; round < 2000; round++)
        {
            var text = new byte[random.Next(60)];
            random.NextBytes(text);
            var encoded = HuffmanCode.Encode(text);
            var decoded = new byte[HuffmanCode.MaxDecodedLength(encoded.Length)];
            Assert.Equal(text, decoded[..HuffmanCode.Decode(encoded, decoded)]);
        }
    }

    [Fact]
    public void What_is_encoded_comes_back_whatever_the_table_does()
    {
        var random = new Random(11);
        var encoder = new HpackEncoder();
        var decoder = new HpackDecoder(4096);
        string[] names = ["content-type", "te", "x-a", "x-b", "authorization", "grpc-timeout", "traceparent", "dapr-api-token", "x-" + new string('n', 200)];
        for (var block = 0; block < 5000; block++)
        {
            if (random.Next(50) == 0)
                encoder.Resize(random.Next(3) == 0 ? 0 : random.Next(5000));
            if (random.Next(80) == 0)
                encoder.Resize(4096);
            var output = new OutputBuffer();
            encoder.Begin(output);
            var sent = new List<(string, string)>();
            for (var field = random.Next(12); field > 0; field--)
            {
                var name = names[random.Next(names.Length)];
                var value = random.Next(3) == 0 ? "same" : new string((char)random.Next(32, 127), random.Next(random.Next(4) == 0 ? 1500 : 30));
                encoder.Write(output, random.Next(2) == 0 ? name : name.ToUpperInvariant(), value);
                sent.Add((name, value));
            }

            var headers = new HeaderRecorder();
            decoder.Decode(output.Span, headers);
            Assert.Equal(sent, headers.Fields);
            Assert.True(headers.IsValid);
        }
    }

    [Fact]
    public void A_header_that_comes_again_takes_a_byte_and_a_secret_stays_out_of_the_table()
    {
        var encoder = new HpackEncoder();
        var first = Encode(encoder, "dapr-callee-app-id", "orders");
        Assert.Equal(0x40, first[0]);
        Assert.Equal([0xbe], Encode(encoder, "Dapr-Callee-App-Id", "orders"));

        for (var time = 0; time < 3; time++)
        {
            Assert.Equal(0x10, Encode(encoder, "dapr-api-token", "hidden")[0]);
            Assert.Equal(0x1f, Encode(encoder, "authorization", "Bearer x")[0]);
        }

        // Another value each time keeps its name there, and nothing else.
        Assert.Equal(0x40, Encode(encoder, "traceparent", "00-1")[0]);
        Assert.Equal(0x0f, Encode(encoder, "traceparent", "00-2")[0] & 0xff);
        Assert.Equal([0xbf], Encode(encoder, "dapr-callee-app-id", "orders"));
    }

    [Theory]
    [InlineData("a b", "x")]
    [InlineData("", "x")]
    [InlineData("a", "x\r\ny: z")]
    [InlineData("a", "x\0")]
    public void What_HTTP_can_not_carry_is_not_sent(string name, string value)
        => Assert.Throws<ArgumentException>(() => Encode(new HpackEncoder(), name, value));

    [Fact]
    public void Text_beyond_ASCII_is_sent_as_UTF8()
    {
        var headers = new HeaderRecorder();
        new HpackDecoder(4096).Decode(Encode(new HpackEncoder(), "x", "ä€"), headers);
        Assert.Equal("ä€", Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(headers.Fields[0].Value)));
    }

    [Fact]
    public void Random_bytes_are_refused_or_decoded_and_nothing_else_happens()
    {
        var random = new Random(13);
        var decoder = new HpackDecoder(4096);
        var decoded = 0;
        for (var round = 0; round < 50_000; round++)
        {
            var block = new byte[random.Next(40)];
            random.NextBytes(block);
            try
            {
                decoder.Decode(block, new HeaderRecorder());
                decoded++;
            }
            catch (HpackException)
            {
                decoder = new HpackDecoder(4096);
            }

            Assert.InRange(decoder.TableSize, 0, 4096);
        }

        Assert.InRange(decoded, 1, 49_999);
    }

    private static byte[] Encode(HpackEncoder encoder, string name, string value)
    {
        var output = new OutputBuffer();
        encoder.Begin(output);
        encoder.Write(output, name, value);
        return output.Span.ToArray();
    }

    private static string Decode(HpackDecoder decoder, string block)
    {
        var headers = new HeaderRecorder();
        decoder.Decode(Convert.FromHexString(block), headers);
        return string.Join('|', headers.Fields.Select(field => $"{field.Name}: {field.Value}"));
    }
}

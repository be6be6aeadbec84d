using System.Buffers;
using System.Text;
using Layotto.Gateway.Logging;

namespace Layotto.Gateway.Tests.Logging;

public class GoQuoteTests
{
    // The right-hand sides are what Go's strconv.Quote gives.
    [Theory]
    [InlineData("", "")]
    [InlineData("plain-text_1.2/3@x^y+z", "plain-text_1.2/3@x^y+z")]
    [InlineData("two words", "\"two words\"")]
    [InlineData("a=b", "\"a=b\"")]
    [InlineData("say \"hi\"", "\"say \\\"hi\\\"\"")]
    [InlineData("C:\\dir", "\"C:\\\\dir\"")]
    [InlineData("line\nlevel=fatal", "\"line\\nlevel=fatal\"")]
    [InlineData("\a\b\f\r\t\v", "\"\\a\\b\\f\\r\\t\\v\"")]
    [InlineData("\0\u0001\u001f\u007f", "\"\\x00\\x01\\x1f\\x7f\"")]
    [InlineData("\e[31mred", "\"\\x1b[31mred\"")]
    [InlineData("\u0085\u2028\u200b\ufeff\u202e", "\"\\u0085\\u2028\\u200b\\ufeff\\u202e\"")]
    [InlineData("\u00a0", "\"\\u00a0\"")]
    [InlineData("naïve 世界 😀", "\"naïve 世界 😀\"")]
    [InlineData("\U000e0001", "\"\\U000e0001\"")]
    public void A_text_is_quoted_as_Go_does_it(string text, string expected) => Assert.Equal(expected, Quoted(text));

    // By itself: a string that isn't well-formed doesn't survive being the argument of an attribute.
    [Fact]
    public void Half_a_character_is_replaced() => Assert.Equal("\"\ufffdx\"", Quoted("\ud800x"));

    private static string Quoted(string text)
    {
        var output = new ArrayBufferWriter<byte>();
        GoQuote.Write(text, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}

using Layotto.Grpc.Protocol;

namespace Layotto.Grpc.Tests.Protocol;

public sealed class PercentEncodingTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain ~ text!", "plain ~ text!")]
    [InlineData("100%", "100%25")]
    [InlineData("a\r\n\t\u007f", "a%0D%0A%09%7F")]
    [InlineData("☺", "%E2%98%BA")]
    [InlineData("😀", "%F0%9F%98%80")]
    public void Text_survives_the_wire(string text, string wire)
    {
        Assert.Equal(wire, PercentEncoding.Encode(text));
        Assert.Equal(text, PercentEncoding.Decode(wire));
    }

    [Theory]
    [InlineData("%", "%")]
    [InlineData("%4", "%4")]
    [InlineData("%zz%41", "%zzA")]
    [InlineData("%FF", "\uFFFD")]
    public void Broken_wire_is_decoded_as_far_as_it_goes(string wire, string text) =>
        Assert.Equal(text, PercentEncoding.Decode(wire));
}

using Layotto.Grpc.Protocol;

namespace Layotto.Grpc.Tests.Protocol;

public sealed class BinaryHeaderTests
{
    [Fact]
    public void Every_length_survives_the_wire_without_padding()
    {
        for (var length = 0; length < 20; length++)
        {
            var value = Enumerable.Range(200, length).Select(number => (byte)number).ToArray();
            var text = BinaryHeader.Encode(value);

            Assert.DoesNotContain('=', text);
            Assert.True(BinaryHeader.IsValid(text));
            Assert.True(BinaryHeader.TryDecode(text, out var read));
            Assert.Equal(value, read);
        }
    }

    [Theory]
    [InlineData("A")]
    [InlineData("AAAAA")]
    [InlineData("A B=")]
    [InlineData("A-B_")]
    [InlineData("é")]
    [InlineData("AQ*")]
    public void Other_text_is_refused(string text)
    {
        Assert.False(BinaryHeader.IsValid(text));
        Assert.False(BinaryHeader.TryDecode(text, out _));
    }
}

using Layotto.Components.Metadata;
using Xunit;

namespace Layotto.Components.Tests.Metadata;

public sealed class ByteQuantityTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("100", 100)]
    [InlineData("+100", 100)]
    [InlineData("1Ki", 1024)]
    [InlineData("1.5Ki", 1536)]
    [InlineData("1000k", 1_000_000)]
    [InlineData("4M", 4_000_000)]
    [InlineData("4Mi", 4_194_304)]
    [InlineData("1Gi", 1_073_741_824)]
    [InlineData("1e3", 1000)]
    [InlineData("1E3", 1000)]
    [InlineData("15e-1", 2)]
    [InlineData("1E", 1_000_000_000_000_000_000)]
    [InlineData("0.1", 1)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void Quantities_are_read(string text, long bytes)
    {
        Assert.True(ByteQuantity.TryParse(text, out var read));
        Assert.Equal(bytes, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("Ki")]
    [InlineData("1 Ki")]
    [InlineData("1K")]
    [InlineData("1kb")]
    [InlineData("1ki")]
    [InlineData("1.2.3")]
    [InlineData("8Ei")]
    [InlineData("9223372036854775808")]
    [InlineData("1e99")]
    [InlineData("9999999999999999999999999999e-9")]
    [InlineData("99999999999999999999999999999999999999")]
    [InlineData("0x10")]
    public void What_is_none_is_refused(string text) => Assert.False(ByteQuantity.TryParse(text, out _));
}

using Layotto.Runtime.Telemetry;

namespace Layotto.Runtime.Tests.Telemetry;

/// <summary>What a tracestate and a baggage may be.</summary>
public sealed class TraceGrammarTests
{
    [Theory]
    [InlineData("vendor=value")]
    [InlineData("rojo=00f067aa0ba902b7,congo=t61rcWkgMzE")]
    [InlineData("tenant@system=some value, other=x")]
    [InlineData("a=1,,b=2")]
    public void Good_tracestate_passes(string text) => Assert.True(TraceState.IsValid(text));

    [Theory]
    [InlineData("")]
    [InlineData("novalue")]
    [InlineData("=x")]
    [InlineData("a=")]
    [InlineData("UPPER=1")]
    [InlineData("a=b=c")]
    [InlineData("a=tab\there")]
    public void Bad_tracestate_does_not(string text) => Assert.False(TraceState.IsValid(text));

    [Fact]
    public void Tracestate_is_bounded()
    {
        Assert.True(TraceState.IsValid(string.Join(',', Enumerable.Range(0, 32).Select(index => $"k{index}=v"))));
        Assert.False(TraceState.IsValid(string.Join(',', Enumerable.Range(0, 33).Select(index => $"k{index}=v"))));
        Assert.False(TraceState.IsValid("a=" + new string('x', 257)));
        Assert.False(TraceState.IsValid(string.Join(',', Enumerable.Range(0, 5).Select(index => $"k{index}={new string('x', 120)}"))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("key1=value1,key2=value2")]
    [InlineData("key1=value1;property;other=1 , key2 = value2")]
    [InlineData("user=%C3%A9l%C3%A8ve")]
    [InlineData("empty=")]
    [InlineData("equals=a=b")]
    public void Good_baggage_passes(string text) => Assert.Null(Baggage.Check(text));

    [Theory]
    [InlineData("invalid-baggage")]
    [InlineData("key1=value1,")]
    [InlineData("=value")]
    [InlineData("sp ace=1")]
    [InlineData("key=a b")]
    [InlineData("key=\"quoted\"")]
    [InlineData("key=back\\slash")]
    [InlineData("key=%zz")]
    [InlineData("key=%2")]
    [InlineData("key=é")]
    [InlineData("key=1;")]
    public void Bad_baggage_does_not(string text) => Assert.NotNull(Baggage.Check(text));

    [Fact]
    public void Baggage_is_bounded()
    {
        Assert.Null(Baggage.Check(string.Join(',', Enumerable.Range(0, 180).Select(index => $"k{index}=v"))));
        Assert.NotNull(Baggage.Check(string.Join(',', Enumerable.Range(0, 181).Select(index => $"k{index}=v"))));
        Assert.NotNull(Baggage.Check("key=" + new string('x', 4096)));
        Assert.NotNull(Baggage.Check(new string('x', 8193)));
    }
}

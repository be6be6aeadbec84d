using Layotto.Dapr.Tracing;
using Xunit;

namespace Layotto.Dapr.Tests.Tracing;

public sealed class BaggageTests
{
    [Theory]
    [InlineData("a=b")]
    [InlineData("a=")]
    [InlineData("a=b,c=d")]
    [InlineData(" a = b , c = d ")]
    [InlineData("a=b;p;q=1;r = 2")]
    [InlineData("a=%20%C3%BC")]
    [InlineData("a=b=c")]
    [InlineData("a!#$%&'*+-.^_`|~9=b")]
    public void Right_baggage_is_taken(string header) => Assert.Null(Baggage.Problem(header));

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("=b")]
    [InlineData("a=b,")]
    [InlineData("a=b,,c=d")]
    [InlineData("a b=c")]
    [InlineData("a=b c")]
    [InlineData("a=\"b\"")]
    [InlineData("a=b\\c")]
    [InlineData("a=%2")]
    [InlineData("a=%zz")]
    [InlineData("a=ü")]
    [InlineData("a=b;")]
    [InlineData("a=b;=c")]
    public void Wrong_baggage_is_told(string header) => Assert.NotNull(Baggage.Problem(header));

    [Fact]
    public void Bounds_are_those_of_the_specification()
    {
        Assert.Null(Baggage.Problem(string.Join(',', Enumerable.Repeat("a=b", Baggage.MaxMembers))));
        Assert.Contains("members", Baggage.Problem(string.Join(',', Enumerable.Repeat("a=b", Baggage.MaxMembers + 1))), StringComparison.Ordinal);
        Assert.Null(Baggage.Problem("a=" + new string('b', Baggage.MaxMemberBytes - 2)));
        Assert.Contains("member", Baggage.Problem("a=" + new string('b', Baggage.MaxMemberBytes - 1)), StringComparison.Ordinal);
        var most = string.Join(',', Enumerable.Repeat("a=" + new string('b', 4093), 2));
        Assert.Equal(Baggage.MaxBytes - 1, most.Length);
        Assert.Null(Baggage.Problem(most + "b"));
        Assert.Contains("bytes", Baggage.Problem(most + "bb"), StringComparison.Ordinal);
    }
}

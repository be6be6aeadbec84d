using Layotto.Gateway.Logging;

namespace Layotto.Gateway.Tests.Logging;

public class ExceptionChainTests
{
    [Fact]
    public void Causes_follow_after_colons()
        => Assert.Equal(
            "The store can't be used: it can't be reached: connection refused",
            ExceptionChain.Describe(new InvalidOperationException(
                "The store can't be used.", new IOException("it can't be reached.", new TimeoutException("connection refused")))));

    [Fact]
    public void A_cause_that_the_message_holds_already_is_left_out()
        => Assert.Equal("Failed: refused", ExceptionChain.Describe(new IOException("Failed: refused", new IOException("refused"))));

    [Fact]
    public void Several_causes_stand_side_by_side()
        => Assert.Equal(
            "a; b: c; d; e; and 1 more",
            ExceptionChain.Describe(new AggregateException(
                new IOException("a"), new IOException("b", new IOException("c")), new IOException("d"), new IOException("e"), new IOException("f"))));

    [Fact]
    public void The_chain_is_bounded()
    {
        var exception = new IOException("0");
        for (var depth = 1; depth < 100; depth++)
            exception = new IOException($"<{depth}>", exception);
        Assert.Equal("<99>: <98>: <97>: <96>: <95>: <94>: <93>: <92>", ExceptionChain.Describe(exception));
    }

    [Fact]
    public void Without_a_message_the_type_is_named()
        => Assert.Equal("IOException", ExceptionChain.Describe(new IOException("")));
}

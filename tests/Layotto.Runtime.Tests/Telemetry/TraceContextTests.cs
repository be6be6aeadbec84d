using Layotto.Runtime.Telemetry;

namespace Layotto.Runtime.Tests.Telemetry;

/// <summary>The forms of a trace context, and what is none.</summary>
public sealed class TraceContextTests
{
    private const string TraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    [Theory]
    [InlineData(TraceParent, true)]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00", false)]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-03", true)]
    public void Traceparent_is_read_and_written(string text, bool isSampled)
    {
        Assert.True(TraceContext.TryParse(text, out var context));

        Assert.Equal(isSampled, context.IsSampled);
        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", context.TraceIdText());
        Assert.Equal(0x00f067aa0ba902b7UL, context.SpanId);
        Assert.Equal(text, context.ToTraceParent());
    }

    [Fact]
    public void A_later_version_may_have_more_and_is_passed_on_as_version_00()
    {
        Assert.True(TraceContext.TryParse("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-the-future-brings", out var context));
        Assert.Equal(TraceParent, context.ToTraceParent());
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("garbage that is as long as a traceparent but isn't one!!")]
    [InlineData("00-00000000000000000000000000000000-00f067aa0ba902b7-01")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01")]
    [InlineData("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01")]
    [InlineData("ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more")]
    [InlineData("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01more")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-001")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0x")]
    [InlineData("00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01")]
    public void What_is_no_traceparent_is_no_context(string text)
    {
        Assert.False(TraceContext.TryParse(text, out var context));
        Assert.False(context.IsValid);
    }

    [Fact]
    public void The_binary_form_is_that_of_gRPC()
    {
        Assert.True(TraceContext.TryParse(TraceParent, out var context));

        var binary = context.ToBinary();

        Assert.Equal("00004BF92F3577B34DA6A3CE929D0E0E4736" + "0100F067AA0BA902B7" + "0201", Convert.ToHexString(binary));
        Assert.True(TraceContext.TryParseBinary(binary, out var again));
        Assert.Equal(context, again);
        Assert.True(TraceHeaders.TryReadBinary(context.ToBinaryText(), out again));
        Assert.Equal(context, again);
        Assert.True(TraceHeaders.TryReadBinary(context.ToBinaryText().TrimEnd('='), out again));
        Assert.Equal(context, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("01004BF92F3577B34DA6A3CE929D0E0E47360100F067AA0BA902B70201")]
    [InlineData("00004BF92F3577B34DA6A3CE929D0E0E4736")]
    [InlineData("0000000000000000000000000000000000000100F067AA0BA902B70201")]
    [InlineData("00004BF92F3577B34DA6A3CE929D0E0E47360100000000000000000201")]
    public void What_is_no_binary_form_is_no_context(string hexadecimal)
        => Assert.False(TraceContext.TryParseBinary(Convert.FromHexString(hexadecimal), out _));

    [Theory]
    [InlineData("not base64!")]
    [InlineData("AAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void What_is_no_binary_header_is_no_context(string text) => Assert.False(TraceHeaders.TryReadBinary(text, out _));

    [Fact]
    public void New_contexts_differ()
    {
        var sampler = new TraceSampler(1);
        var contexts = Enumerable.Range(0, 1000).Select(_ => TraceContext.Create(sampler)).ToList();

        Assert.All(contexts, context => Assert.True(context.IsValid && context.IsSampled));
        Assert.Equal(contexts.Count, contexts.Select(context => context.TraceId).Distinct().Count());
        Assert.Equal(contexts.Count, contexts.Select(context => context.SpanId).Distinct().Count());
    }
}

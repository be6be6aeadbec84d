using Layotto.Runtime.Telemetry;
using Microsoft.AspNetCore.Http;

namespace Layotto.Runtime.Tests.Telemetry;

/// <summary>What is forwarded of a caller's trace context, and what takes the place of one that is wrong or missing.</summary>
public sealed class TraceHeadersTests
{
    private const string Parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private const string OtherParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

    private static readonly Tracer Propagating = Tracer.Create("", hasExporter: false);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_good_context_passes_on_as_it_came(bool isTracingOff)
    {
        var headers = new HeaderDictionary { ["traceparent"] = Parent, ["tracestate"] = "a=1,b=2" };

        var context = TraceHeaders.Ensure(headers, isTracingOff ? Tracer.Off : Propagating);

        Assert.Equal(Parent, context.ToTraceParent());
        Assert.Equal("a=1,b=2", context.State);
        Assert.Equal(Parent, headers["traceparent"]);
        Assert.Equal("a=1,b=2", headers["tracestate"]);
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("00-00000000000000000000000000000000-00f067aa0ba902b7-01")]
    [InlineData(Parent, OtherParent)]
    public void A_wrong_context_is_replaced(params string[] parents)
    {
        var headers = new HeaderDictionary { ["traceparent"] = parents, ["tracestate"] = "a=1", ["grpc-trace-bin"] = "AAAA" };

        var context = TraceHeaders.Ensure(headers, Propagating);

        Assert.True(context.IsValid);
        Assert.Equal(context.ToTraceParent(), headers["traceparent"].ToString());
        Assert.DoesNotContain(context.ToTraceParent(), parents);
        Assert.False(headers.ContainsKey("tracestate"));
        Assert.False(headers.ContainsKey("grpc-trace-bin"));
    }

    [Fact]
    public void A_wrong_context_is_taken_off_when_tracing_is_off()
    {
        var headers = new HeaderDictionary { ["traceparent"] = "garbage", ["tracestate"] = "a=1" };

        Assert.False(TraceHeaders.Ensure(headers, Tracer.Off).IsValid);
        Assert.Empty(headers);
    }

    [Fact]
    public void A_wrong_tracestate_is_taken_off_a_good_context()
    {
        var headers = new HeaderDictionary { ["traceparent"] = Parent, ["tracestate"] = "NO STATE" };

        Assert.Equal(Parent, TraceHeaders.Ensure(headers, Propagating).ToTraceParent());
        Assert.False(headers.ContainsKey("tracestate"));
    }

    [Fact]
    public void Where_there_is_none_one_is_made_and_kept()
    {
        var headers = new HeaderDictionary();

        var context = TraceHeaders.Ensure(headers, Propagating);

        Assert.True(context.IsValid);
        Assert.Equal(context, TraceHeaders.Ensure(headers, Propagating));
        Assert.False(TraceHeaders.Ensure(new HeaderDictionary(), Tracer.Off).IsValid);
    }

    [Fact]
    public void The_binary_form_goes_first()
    {
        Assert.True(TraceContext.TryParse(Parent, out var context));
        var headers = new HeaderDictionary { ["grpc-trace-bin"] = context.ToBinaryText(), ["traceparent"] = OtherParent };

        Assert.Equal(Parent, TraceHeaders.Read(headers).ToTraceParent());
    }

    [Fact]
    public void An_outgoing_request_keeps_the_context_it_has()
    {
        Assert.True(TraceContext.TryParse(Parent, out var context));
        using var request = new HttpRequestMessage();

        TraceHeaders.Inject(request.Headers, default);
        Assert.False(request.Headers.Contains("traceparent"));
        TraceHeaders.Inject(request.Headers, context with { State = "a=1" });
        TraceHeaders.Inject(request.Headers, TraceContext.Create(new TraceSampler(1)));

        Assert.Equal(Parent, Assert.Single(request.Headers.GetValues("traceparent")));
        Assert.Equal("a=1", Assert.Single(request.Headers.GetValues("tracestate")));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", "a=1")]
    [InlineData("true", "a=1")]
    [InlineData("[1,2]", null)]
    public void Texts_of_an_event_that_are_no_context_give_none(string? parent, string? state)
        => Assert.False(TraceHeaders.Read(parent, state).IsValid);

    [Fact]
    public void Texts_of_an_event_give_its_context()
    {
        var context = TraceHeaders.Read(Parent, "a=1");

        Assert.Equal(Parent, context.ToTraceParent());
        Assert.Equal("a=1", context.State);
        Assert.Null(TraceHeaders.Read(Parent, "WRONG").State);
    }
}

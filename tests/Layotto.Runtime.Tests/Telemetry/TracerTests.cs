using System.Diagnostics;
using Layotto.Runtime.Telemetry;

namespace Layotto.Runtime.Tests.Telemetry;

/// <summary>Which calls are recorded, and what their spans are.</summary>
public sealed class TracerTests : IDisposable
{
    private const string Sampled = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private const string Unsampled = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";

    private readonly List<Activity> _ended = [];
    private readonly ActivityListener _listener;

    public TracerTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Tracing.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> options)
                => options.Parent.TraceFlags == ActivityTraceFlags.Recorded ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            ActivityStopped = _ended.Add,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    [Theory]
    [InlineData("", false, TraceMode.Propagate, TraceSampler.DefaultRate)]
    [InlineData("", true, TraceMode.Record, TraceSampler.DefaultRate)]
    [InlineData("0", true, TraceMode.Off, 0)]
    [InlineData("0.0", true, TraceMode.Off, 0)]
    [InlineData("1", false, TraceMode.Record, 1)]
    [InlineData("0.25", true, TraceMode.Record, 0.25)]
    [InlineData("often", true, TraceMode.Record, TraceSampler.DefaultRate)]
    [InlineData("-1", true, TraceMode.Record, -1)]
    public void The_setting_decides_about_the_mode(string rate, bool hasExporter, TraceMode mode, double expected)
    {
        var tracer = Tracer.Create(rate, hasExporter);

        Assert.Equal(mode, tracer.Mode);
        Assert.Equal(expected, tracer.Sampler.Rate);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(-1, 0, 0)]
    [InlineData(1, 10_000, 10_000)]
    [InlineData(7, 10_000, 10_000)]
    [InlineData(0.5, 4_500, 5_500)]
    [InlineData(0.01, 30, 250)]
    public void The_sampler_takes_its_share(double rate, int least, int most)
    {
        var sampler = new TraceSampler(rate);
        var taken = Enumerable.Range(0, 10_000).Count(_ => TraceContext.Create(sampler).IsSampled);

        Assert.InRange(taken, least, most);
    }

    [Fact]
    public void The_sampler_decides_by_the_lower_half_of_the_trace_id_as_OpenTelemetry_for_Go_does()
    {
        var sampler = new TraceSampler(0.5);

        Assert.True(sampler.Samples(new UInt128(ulong.MaxValue, 0x7fff_ffff_ffff_ffff)));
        Assert.False(sampler.Samples(new UInt128(0, 0x8000_0000_0000_0000)));
    }

    [Fact]
    public void A_sampled_caller_is_recorded_whatever_the_rate()
    {
        var tracer = new Tracer(TraceMode.Record, new TraceSampler(0));

        var span = tracer.Start("call", ActivityKind.Server, Parse(Sampled));
        span.SetAttribute("key", "value");
        span.SetAttribute("empty", "");
        span.SetHttpStatus(503);
        span.End();

        var activity = Assert.Single(_ended);
        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", activity.TraceId.ToHexString());
        Assert.Equal("00f067aa0ba902b7", activity.ParentSpanId.ToHexString());
        Assert.Equal(activity.SpanId.ToHexString(), span.Context.ToTraceParent().Substring(36, 16));
        Assert.Equal([KeyValuePair.Create("key", (object?)"value")], activity.TagObjects);
        Assert.Equal("Code(503): Service Unavailable", activity.StatusDescription);
        Assert.Null(Activity.Current);
    }

    [Fact]
    public void An_unsampled_caller_is_not_recorded_whatever_the_rate()
    {
        var span = new Tracer(TraceMode.Record, new TraceSampler(1)).Start("call", ActivityKind.Server, Parse(Unsampled));
        span.SetName("other");
        span.SetError("reason");
        span.End();

        Assert.False(span.IsRecorded);
        Assert.Equal(Unsampled, span.Context.ToTraceParent());
        Assert.Empty(_ended);
    }

    [Fact]
    public void A_call_without_a_context_begins_a_trace()
    {
        var span = new Tracer(TraceMode.Record, new TraceSampler(1)).StartCallLocal("app", "orders/7", default);
        span.End();

        var activity = Assert.Single(_ended);
        Assert.Equal("CallLocal/app/orders/7", activity.DisplayName);
        Assert.Equal(ActivityKind.Server, activity.Kind);
        Assert.Equal(default, activity.ParentSpanId);
        Assert.Equal("orders/7", activity.GetTagItem("dapr.invoke_method"));
        Assert.Equal(activity.TraceId.ToHexString(), span.Context.TraceIdText());
    }

    [Fact]
    public void Only_what_is_not_off_makes_contexts()
    {
        Assert.False(Tracer.Off.Start("call", ActivityKind.Client, default).Context.IsValid);
        Assert.Equal(Sampled, Tracer.Off.Start("call", ActivityKind.Client, Parse(Sampled)).Context.ToTraceParent());

        var propagating = new Tracer(TraceMode.Propagate, new TraceSampler(1)).Start("call", ActivityKind.Client, default);
        Assert.True(propagating.Context.IsValid);
        Assert.False(propagating.IsRecorded);
    }

    [Fact]
    public void A_delivery_is_named_after_its_topic()
    {
        new Tracer(TraceMode.Record, new TraceSampler(1)).StartDelivery("orders", Parse(Sampled)).End();

        var activity = Assert.Single(_ended);
        Assert.Equal("pubsub/orders", activity.DisplayName);
        Assert.Equal("orders", activity.GetTagItem("messaging.destination.name"));
        Assert.Equal("pubsub", activity.GetTagItem("messaging.system"));
    }

    [Fact]
    public void What_is_not_recorded_costs_nothing()
    {
        var tracer = new Tracer(TraceMode.Record, new TraceSampler(0));
        var parent = Parse(Unsampled);
        for (var warmUp = 0; warmUp < 1000; warmUp++)
            Run();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var call = 0; call < 1000; call++)
            Run();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run()
        {
            var known = tracer.Start("call", ActivityKind.Client, parent);
            known.SetAttribute("key", "value");
            known.End();
            tracer.Start("call", ActivityKind.Client, default).End();
        }
    }

    private static TraceContext Parse(string text)
    {
        Assert.True(TraceContext.TryParse(text, out var context));
        return context;
    }
}

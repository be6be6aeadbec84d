using Layotto.Runtime.Telemetry.Metrics;

namespace Layotto.Runtime.Tests.Telemetry.Metrics;

/// <summary>Series under many threads, and what bounds them.</summary>
public sealed class MetricFamilyTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Nothing_is_lost_under_many_threads()
    {
        const int Threads = 8, Rounds = 20_000;
        var registry = Page.Registry();
        var counter = registry.Counter("hits_total", "Hits.", "who");
        var gauge = registry.Gauge("level", "Level.", "who");
        var histogram = registry.Histogram("sizes", "Sizes.", HistogramShape.Sizes, "who");
        using var start = new Barrier(Threads);

        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Factory.StartNew(
            () =>
            {
                Assert.True(start.SignalAndWait(Patience));
                for (var round = 0; round < Rounds; round++)
                {
                    var who = round % 2 == 0 ? "even" : "odd";
                    counter.Get(who).Increment();
                    gauge.Get(who).Add(thread % 2 == 0 ? 1 : -1);
                    histogram.Get(who).Record(round);
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default))).WaitAsync(Patience, TestContext.Current.CancellationToken);

        foreach (var who in new[] { "even", "odd" })
        {
            Assert.Equal(Threads * Rounds / 2, counter.Get(who).Value);
            Assert.Equal(0, gauge.Get(who).Value);
            Assert.Equal(Threads * Rounds / 2, Enumerable.Range(0, histogram.Get(who).BucketCount).Sum(histogram.Get(who).CountIn));
        }

        Assert.Equal(2, counter.Series.Count);
        Assert.Equal((double)Threads * Rounds * (Rounds - 1) / 2, histogram.Get("even").Sum + histogram.Get("odd").Sum);
    }

    [Fact]
    public async Task A_flood_of_label_values_ends_in_one_series()
    {
        const int Threads = 4, Values = 2000, Most = 50;
        var told = new List<string>();
        var registry = new MetricRegistry(new MetricRegistryOptions { MaxSeries = Most, Overflowed = family => told.Add(family.Name) });
        var counter = registry.Counter("hits_total", "Hits.", "path", "method");

        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
        {
            for (var value = 0; value < Values; value++)
                counter.Get($"/{thread}/{value}", "GET").Increment();
        }))).WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Equal(Most + 1, counter.Series.Count);
        Assert.Equal(Threads * Values, counter.Series.Cast<Counter>().Sum(series => series.Value));
        Assert.Contains(counter.Series, series => series.LabelValues.SequenceEqual(["_overflow", "_overflow"]));
        Assert.Equal(["hits_total"], told);
    }

    [Fact]
    public void A_long_value_is_cut()
    {
        var counter = Page.Registry().Counter("hits_total", "Hits.", "path");

        counter.Get(new string('x', 10_000)).Increment();
        counter.Get(new string('x', 10_001)).Increment();

        var series = Assert.IsType<Counter>(Assert.Single(counter.Series));
        Assert.Equal(2, series.Value);
        Assert.Equal(256, series.LabelValues[0].Length);
    }

    [Fact]
    public void Rules_rewrite_values_before_they_count_as_series()
    {
        var rule = new LabelRule("dapr_hits_total", "path", [KeyValuePair.Create("/orders/{id}", "^/orders/[0-9]+$"), KeyValuePair.Create("$1", "^/v1/(.*)$")]);
        var counter = Page.Registry(maxSeries: 5, rule).Counter("dapr_hits_total", "Hits.", "path");

        for (var order = 0; order < 100; order++)
            counter.Get($"/orders/{order}").Increment();
        counter.Get("/v1/things").Increment();

        Assert.Equal(
            [("/orders/{id}", 100L), ("things", 1L)],
            counter.Series.Cast<Counter>().Select(series => (series.LabelValues[0], series.Value)).Order());
    }

    [Theory]
    [InlineData("(unclosed")]
    [InlineData("(?=lookahead)")]
    [InlineData(@"(a)\1")]
    public void An_expression_that_is_wrong_or_could_take_for_ever_is_refused(string pattern)
    {
        var error = Assert.Throws<ArgumentException>(() => new LabelRule("metric", "label", [KeyValuePair.Create("x", pattern)]));
        Assert.Contains(pattern, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void To_record_takes_no_memory()
    {
        var metrics = Page.Metrics();
        var operation = metrics.Components.State("store", "get");
        for (var warmUp = 0; warmUp < 1000; warmUp++)
            Run();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var call = 0; call < 1000; call++)
            Run();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run()
        {
            var start = operation.Start();
            operation.Record(start, success: true);
            metrics.Http.Completed("v1.0/state/store/key", "GET", 200, 10, 20, start);
            metrics.Http.Completed("v1.0/actors/type/id/method/x", "POST", 204, 10, 0, start);
            metrics.Grpc.Completed("/dapr.proto.runtime.v1.Dapr/GetState", 0, 10, 20, start);
            metrics.Components.PubSubEgress("bus", "orders", success: true, start);
            metrics.Invocation.ResponseReceived("other", 200, start);
            GatewayMetrics.None.Components.PubSubEgress("bus", "orders", success: true, start);
        }
    }
}

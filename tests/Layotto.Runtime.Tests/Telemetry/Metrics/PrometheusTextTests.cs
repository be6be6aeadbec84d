using Layotto.Runtime.Telemetry.Metrics;

namespace Layotto.Runtime.Tests.Telemetry.Metrics;

/// <summary>The page, byte for byte.</summary>
public sealed class PrometheusTextTests
{
    [Fact]
    public void The_page_is_sorted_and_escaped()
    {
        var registry = Page.Registry();
        registry.Counter("z_unused_total", "Never counted.", "label");
        var hits = registry.Counter("hits_total", "Hits.", "path", "method");
        hits.Get("/b", "GET").Add(3);
        hits.Get("/a", "PUT").Increment();
        hits.Get("quote\" back\\slash\nline é \ud83d\ude00 half \ud83d", "").Increment();
        registry.Gauge("free", "Free.").Get().Set(-2);

        Assert.Equal(
            """
            # HELP free Free.
            # TYPE free gauge
            free{app_id="app"} -2
            # HELP hits_total Hits.
            # TYPE hits_total counter
            hits_total{app_id="app",method="",path="quote\" back\\slash\nline é 😀 half �"} 1
            hits_total{app_id="app",method="GET",path="/b"} 3
            hits_total{app_id="app",method="PUT",path="/a"} 1

            """,
            Page.Of(registry));
    }

    [Fact]
    public void A_histogram_is_cumulative_and_its_bounds_are_Go_numbers()
    {
        var registry = Page.Registry();
        var sizes = registry.Histogram("sizes", "Sizes.", HistogramShape.Sizes).Get();
        foreach (var size in new[] { 0, 1024, 1025, 70_000, int.MaxValue })
            sizes.Record(size);
        sizes.Record(long.MinValue);

        Assert.Equal(
            """
            # HELP sizes Sizes.
            # TYPE sizes histogram
            sizes_bucket{app_id="app",le="1024"} 3
            sizes_bucket{app_id="app",le="2048"} 4
            sizes_bucket{app_id="app",le="4096"} 4
            sizes_bucket{app_id="app",le="16384"} 4
            sizes_bucket{app_id="app",le="65536"} 4
            sizes_bucket{app_id="app",le="262144"} 5
            sizes_bucket{app_id="app",le="1.048576e+06"} 5
            sizes_bucket{app_id="app",le="4.194304e+06"} 5
            sizes_bucket{app_id="app",le="1.6777216e+07"} 5
            sizes_bucket{app_id="app",le="6.7108864e+07"} 5
            sizes_bucket{app_id="app",le="2.68435456e+08"} 5
            sizes_bucket{app_id="app",le="1.073741824e+09"} 5
            sizes_bucket{app_id="app",le="4.294967296e+09"} 6
            sizes_bucket{app_id="app",le="+Inf"} 6
            sizes_sum{app_id="app"} 2147555696
            sizes_count{app_id="app"} 6

            """,
            Page.Of(registry));
    }

    [Fact]
    public void Latencies_are_shown_in_milliseconds()
    {
        var registry = Page.Registry();
        registry.Histogram("latency", "Latency.", HistogramShape.LatenciesOf([500, 5, 50, 0, 5])).Get().Record(TimeSpan.FromMilliseconds(7.5).Ticks);

        Assert.Equal(
            """
            # HELP latency Latency.
            # TYPE latency histogram
            latency_bucket{app_id="app",le="5"} 0
            latency_bucket{app_id="app",le="50"} 1
            latency_bucket{app_id="app",le="500"} 1
            latency_bucket{app_id="app",le="+Inf"} 1
            latency_sum{app_id="app"} 7.5
            latency_count{app_id="app"} 1

            """,
            Page.Of(registry));
    }

    [Fact]
    public void Two_metrics_of_a_name_are_a_mistake()
    {
        var registry = Page.Registry();
        registry.Counter("hits_total", "Hits.");
        Assert.Throws<ArgumentException>(() => registry.Gauge("hits_total", "Hits."));
    }
}

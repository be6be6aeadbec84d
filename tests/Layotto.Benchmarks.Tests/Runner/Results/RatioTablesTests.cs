using Layotto.Benchmarks.Results;
using Xunit;

namespace Layotto.Benchmarks.Tests.Runner.Results;

public sealed class RatioTablesTests
{
    [Fact]
    public void Each_number_has_its_ratio_to_the_first_contender_before_it()
    {
        var record = Record();

        var table = Assert.Single(RatioTables.Of(record));

        Assert.Equal("name: load", table.Title);
        Assert.Equal(["contender", "requests/s ×", "requests/s", "p90 µs"], table.Headers);
        Assert.Equal(["bare", "1", "150 [100–200]", "10.0 [10.0–10.0]"], table.Rows[0]);
        Assert.Equal(["product", "0.50 [0.50–0.50]", "75.0 [50.0–100]", "–"], table.Rows[1]);
    }

    [Fact]
    public void A_voided_round_leaves_the_other_rounds_paired()
    {
        var record = Record();
        record.Add("load", "third", 2, Metric.RequestsPerSecond, 400);
        record.AddContender("third");
        record.Void("load", "third", 1, "2 requests failed.");

        Assert.Equal(["third", "2.00", "400", "–"], RatioTables.Of(record)[0].Rows[2]);
        Assert.Contains("Voided load, third, round 1: 2 requests failed.", RunReport.ToText(record), StringComparison.Ordinal);
    }

    [Fact]
    public void A_doubtful_row_is_marked_and_explained_once()
    {
        var record = Record();
        record.Caution("load", "product", 1, "Generator bound.");
        record.Caution("load", "product", 2, "Generator bound.");

        Assert.Equal("product †", RatioTables.Of(record)[0].Rows[1][0]);
        Assert.Contains("† load, product, round 1, 2: Generator bound.", RunReport.ToText(record), StringComparison.Ordinal);
    }

    private static ScenarioRecord Record()
    {
        var record = new ScenarioRecord("name", "title");
        record.AddContender("bare");
        record.AddContender("product");
        record.Add("load", "bare", 1, Metric.RequestsPerSecond, 100);
        record.Add("load", "product", 1, Metric.RequestsPerSecond, 50);
        record.Add("load", "bare", 2, Metric.RequestsPerSecond, 200);
        record.Add("load", "product", 2, Metric.RequestsPerSecond, 100);
        record.Add("load", "bare", 1, Metric.P90, 10);
        record.Add("load", "bare", 2, Metric.P90, 10);
        return record;
    }
}

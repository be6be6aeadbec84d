using Layotto.Benchmarks.Results;
using Layotto.Benchmarks.Scenarios;
using Xunit;

namespace Layotto.Benchmarks.Tests.Runner.Scenarios;

public sealed class CapacityTests
{
    [Fact]
    public void The_slowest_median_of_the_first_step_sets_the_open_loop_rates()
    {
        var record = new ScenarioRecord("name", "title");
        record.AddContender("fast");
        record.AddContender("slow");
        foreach (var (round, rate) in ((int, double)[])[(1, 10), (2, 30), (3, 20)])
        {
            record.Add("saturated", "fast", round, Metric.RequestsPerSecond, rate * 10);
            record.Add("saturated", "slow", round, Metric.RequestsPerSecond, rate);
            record.Add("another", "slow", round, Metric.RequestsPerSecond, 1);
        }

        Assert.Equal(20, Capacity.OfSlowest(record));
    }

    [Fact]
    public void A_contender_without_a_valid_round_leaves_no_capacity()
    {
        var record = new ScenarioRecord("name", "title");
        Assert.Null(Capacity.OfSlowest(record));
        record.AddContender("fast");
        record.AddContender("broken");
        record.Add("saturated", "fast", 1, Metric.RequestsPerSecond, 10);
        Assert.Null(Capacity.OfSlowest(record));
    }

    [Fact]
    public void Scenario_names_are_unique() =>
        Assert.Equal(ScenarioList.All.Count, ScenarioList.All.Select(scenario => scenario.Name).Distinct().Count());
}

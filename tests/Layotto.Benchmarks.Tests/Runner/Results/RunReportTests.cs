using System.Text.Json;
using Layotto.Benchmarks.Machine;
using Layotto.Benchmarks.Results;
using Xunit;

namespace Layotto.Benchmarks.Tests.Runner.Results;

public sealed class RunReportTests
{
    [Fact]
    public void Markdown_names_machine_commit_and_warnings()
    {
        var markdown = RunReport.ToMarkdown(Run());

        Assert.Contains("# Benchmarks 20261121-abc", markdown, StringComparison.Ordinal);
        Assert.Contains("Commit abc, 2026-11-21 10:00 UTC; A processor, 2 cores", markdown, StringComparison.Ordinal);
        Assert.Contains("**The machine was busy.**", markdown, StringComparison.Ordinal);
        Assert.Contains("| bare", markdown, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_holds_every_observation()
    {
        using var document = JsonDocument.Parse(RunJson.Write(Run()));

        var scenario = document.RootElement.GetProperty("scenarios")[0];
        var observation = scenario.GetProperty("observations")[0];
        Assert.Equal("A processor", document.RootElement.GetProperty("machine").GetProperty("processor").GetString());
        Assert.Equal("requestsPerSecond", observation.GetProperty("metric").GetString());
        Assert.Equal(100, observation.GetProperty("value").GetDouble());
        Assert.Equal("why", scenario.GetProperty("voided")[0].GetProperty("reason").GetString());
        Assert.Equal("doubt", scenario.GetProperty("cautions")[0].GetProperty("reason").GetString());
    }

    private static RunRecord Run()
    {
        var record = new ScenarioRecord("name", "title");
        record.AddContender("bare");
        record.Add("load", "bare", 1, Metric.RequestsPerSecond, 100);
        record.Void("load", "bare", 2, "why");
        record.Caution("load", "bare", 1, "doubt");
        return new RunRecord(
            "20261121-abc",
            new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.Zero),
            "abc",
            new MachineDescription("6.1", "A processor", 2, "none", "max", "max", ".NET 10"),
            0.1,
            ["The machine was busy."],
            [record]);
    }
}

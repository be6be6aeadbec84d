using Layotto.Benchmarks.Statistics;
using Layotto.Benchmarks.Tables;

namespace Layotto.Benchmarks.Results;

/// <summary>Turns a record into one table a step: each number with its range, and its ratio to the baseline.</summary>
internal static class RatioTables
{
    /// <summary>Behind a contender's name: see the remarks below the tables.</summary>
    public const string Doubt = " †";

    private const string Nothing = "–";

    public static IReadOnlyList<Table> Of(ScenarioRecord record) => [.. record.Steps.Select(step => OfStep(record, step))];

    private static Table OfStep(ScenarioRecord record, string step)
    {
        var baseline = record.Contenders[0];
        var metrics = Metric.All
            .Where(metric => record.Observations.Any(observation => observation.Step == step && observation.Metric == metric))
            .ToList();
        var headers = new List<string> { "contender" };
        foreach (var metric in metrics)
        {
            if (metric.HasRatio)
                headers.Add(metric.Header + " ×");
            headers.Add(metric.Header);
        }

        var rows = new List<IReadOnlyList<string>>();
        foreach (var contender in record.Contenders)
        {
            var isDoubtful = record.Cautions.Any(caution => caution.Step == step && caution.Contender == contender);
            var row = new List<string> { isDoubtful ? contender + Doubt : contender };
            foreach (var metric in metrics)
                row.AddRange(Cells(record, step, contender, baseline, metric));
            rows.Add(row);
        }

        return new Table($"{record.Name}: {step}", headers, rows);
    }

    // The ratio stands before the number it comes from: it is what holds on another machine.
    private static IEnumerable<string> Cells(
        ScenarioRecord record, string step, string contender, string baseline, Metric metric)
    {
        var values = record.Values(step, contender, metric);
        if (metric.HasRatio)
        {
            var ratios = contender == baseline ? null : Summary.OfRatios(values, record.Values(step, baseline, metric));
            yield return ratios is { } summary ? NumberText.OfRatio(summary) : contender == baseline && values.Count > 0 ? "1" : Nothing;
        }

        yield return values.Count == 0 ? Nothing : NumberText.Of(Summary.Of(values.Values));
    }
}

using System.Globalization;
using System.Text;

namespace Layotto.Benchmarks.Results;

/// <summary>The run for people, as plain text or as Markdown.</summary>
internal static class RunReport
{
    public static string ToText(ScenarioRecord scenario)
    {
        var text = new StringBuilder().AppendLine().AppendLine(scenario.Title).AppendLine();
        foreach (var table in RatioTables.Of(scenario))
            text.AppendLine(table.ToText());
        AppendRemarks(text, scenario, "");
        return text.ToString();
    }

    public static string ToMarkdown(RunRecord run)
    {
        var machine = run.Machine;
        var text = new StringBuilder()
            .AppendLine(CultureInfo.InvariantCulture, $"# Benchmarks {run.Id}").AppendLine()
            .AppendLine(CultureInfo.InvariantCulture, $"Commit {run.Commit}, {run.Date:yyyy-MM-dd HH:mm} UTC; {machine.Processor}, {machine.Cores} cores, governor {machine.Governor},")
            .AppendLine(CultureInfo.InvariantCulture, $"kernel {machine.Kernel}, cgroup cpu {machine.CpuLimit} memory {machine.MemoryLimit}; {machine.Runtime}; load average before: {run.LoadAverageBefore:F2}.")
            .AppendLine("Each cell is the median of the rounds with [lowest–highest]; × is the ratio to the first row, taken within each round.")
            .AppendLine();
        foreach (var warning in run.Warnings)
            text.AppendLine(CultureInfo.InvariantCulture, $"**{warning}**").AppendLine();
        foreach (var scenario in run.Scenarios)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"## {scenario.Title}").AppendLine();
            foreach (var table in RatioTables.Of(scenario))
                text.AppendLine(table.ToMarkdown());
            AppendRemarks(text, scenario, "- ");
        }

        return text.ToString();
    }

    private static void AppendRemarks(StringBuilder text, ScenarioRecord scenario, string bullet)
    {
        foreach (var note in scenario.Notes)
            text.Append(bullet).AppendLine(note);
        AppendRounds(text, "Voided", scenario.Voided, bullet);
        AppendRounds(text, RatioTables.Doubt.Trim(), scenario.Cautions, bullet);
        if (scenario.Notes.Count + scenario.Voided.Count + scenario.Cautions.Count > 0)
            text.AppendLine();
    }

    private static void AppendRounds(StringBuilder text, string kind, IReadOnlyList<RoundRemark> remarks, string bullet)
    {
        foreach (var group in remarks.GroupBy(remark => (remark.Step, remark.Contender)))
        {
            var rounds = string.Join(", ", group.Select(remark => remark.Round));
            text.Append(bullet).AppendLine(CultureInfo.InvariantCulture, $"{kind} {group.Key.Step}, {group.Key.Contender}, round {rounds}: {group.First().Reason}");
        }
    }
}

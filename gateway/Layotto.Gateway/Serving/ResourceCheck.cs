using Layotto.Dapr.Resources;
using Layotto.Dapr.Resources.Checking;
using Layotto.Gateway.CommandLine;
using Layotto.Gateway.Launching;
using Layotto.Gateway.Rendering;
using Severity = Layotto.Gateway.Rendering.ProblemSeverity;

namespace Layotto.Gateway.Serving;

/// <summary>What <c>layotto check</c> does: looks at resources without running anything.</summary>
internal static class ResourceCheck
{
    /// <summary>Looks at folders and files.</summary>
    public static Task<CheckReport> RunAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            var catalogue = GatewayCatalogue.Create();
            await GatewayPluggables.LookAsync(GatewayEnvironment.OfProcess(), catalogue, cancellationToken).ConfigureAwait(false);
            var result = new ResourceChecker(catalogue, expressions: ResourceExpressions.Check, programs: WhyNot).Check(paths);
            return new CheckReport(result.Files, result.Resources, [.. result.Problems.Select(ToProblem)]);
        },
        cancellationToken);

    private static string? WhyNot(string program)
        => AppCommand.Find(program, Environment.GetEnvironmentVariable("PATH"), out _, out var reason) == ExitCode.Success ? null : $"Here {reason}";

    private static Problem ToProblem(ResourceProblem problem)
        => new(
            problem.Severity == Dapr.Resources.ProblemSeverity.Error ? Severity.Error : Severity.Warning,
            problem.Source.File,
            problem.Message)
        {
            Document = problem.Source.Document,
            Line = problem.Source.Line > 0 ? problem.Source.Line : null,
            Field = problem.Field.Length > 0 ? problem.Field : null,
            Suggestion = problem.Suggestion.Length > 0 ? problem.Suggestion : null,
        };
}

using System.CommandLine;
using Layotto.Gateway.Rendering;

namespace Layotto.Gateway.CommandLine.Verbs;

/// <summary><c>layotto check</c>: looks at YAML without running anything.</summary>
internal static class CheckVerb
{
    /// <summary>The verb.</summary>
    public const string Name = "check";

    private static readonly HelpPage Page = new(
        "Look at components, configurations and other resources without running anything, and report everything that is wrong.",
        ["layotto check [--strict] [--output json] PATH..."],
        [
            new("Arguments", [("PATH", "A YAML file, or a directory of them.")]),
            new("Options",
            [
                ("--strict", "Have warnings count as errors."),
                ("-o, --output FORMAT", "text or json (default text)."),
                ("-h, --help", "Print this and exit."),
            ]),
            new("Exit codes", [("0", "Nothing is wrong, or there are warnings alone."), ("1", "There are errors.")]),
            new("Examples", [("layotto check components/", ""), ("layotto check --strict --output json components/ config.yaml", "")]),
        ]);

    /// <summary>Creates the command.</summary>
    public static Command Create(CommandContext context)
    {
        var paths = new Argument<string[]>("PATH") { Arity = ArgumentArity.OneOrMore };
        paths.Validators.Add(MisspeltFlag.Reject);
        var strict = new Option<bool>("--strict");
        var format = OutputFormat.CreateOption();
        var command = new Command(Name, "Look at YAML without running anything.") { paths, strict, format };
        CommandTree.AddHelp(command, () => Page, context);
        command.SetAction((result, cancellationToken) => InvokeAsync(
            result.GetValue(paths) ?? [], result.GetValue(strict), OutputFormat.IsJson(result, format), context, cancellationToken));
        return command;
    }

    private static async Task<int> InvokeAsync(
        IReadOnlyList<string> paths, bool strict, bool json, CommandContext context, CancellationToken cancellationToken)
    {
        var there = paths.Where(path => File.Exists(path) || Directory.Exists(path)).ToList();
        var absent = paths.Except(there, StringComparer.Ordinal)
            .Select(path => new Problem(ProblemSeverity.Error, path, "There is no such file or directory."));
        var report = there.Count > 0 ? await context.Parts.Check(there, cancellationToken) : new CheckReport(0, 0, []);
        report = report with { Problems = [.. absent, .. report.Problems] };
        if (strict)
            report = report.WithWarningsAsErrors();
        if (json)
            CheckReportRenderer.WriteJson(report, context.Terminal);
        else
            CheckReportRenderer.Write(report, context.Terminal);
        return report.Errors > 0 ? ExitCode.Failure : ExitCode.Success;
    }
}

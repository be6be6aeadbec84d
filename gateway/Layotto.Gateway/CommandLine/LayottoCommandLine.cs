using System.CommandLine;
using System.CommandLine.Invocation;
using Layotto.Gateway.CommandLine.Flags;
using Layotto.Gateway.CommandLine.Verbs;
using Layotto.Gateway.Rendering;

namespace Layotto.Gateway.CommandLine;

/// <summary>
/// The command line of <c>layotto</c>: without a verb it is the sidecar, with daprd's flags; the verbs are <c>run</c>,
/// <c>check</c>, <c>components</c>, <c>conformance</c>, <c>completion</c> and <c>version</c>.
/// </summary>
public static class LayottoCommandLine
{
    private static readonly ParserConfiguration Grammar = new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };

    /// <summary>Does what the arguments ask for.</summary>
    /// <param name="arguments">The arguments of the process, without the program's name.</param>
    /// <param name="parts">What the program consists of.</param>
    /// <returns>The exit code of the process.</returns>
    public static Task<int> RunAsync(IReadOnlyList<string> arguments, CommandLineParts parts)
        => RunAsync(arguments, CommandContext.OfProcess(parts));

    internal static async Task<int> RunAsync(IReadOnlyList<string> arguments, CommandContext context)
    {
        var (root, normalized) = CommandTree.Build(arguments, context);
        var result = root.Parse(normalized, Grammar);
        if (result.Action is not ParseErrorAction)
        {
            var configuration = new InvocationConfiguration
            {
                Output = context.Terminal.Output,
                Error = context.Terminal.Error,
                EnableDefaultExceptionHandler = false,

                // Signals are for the launchers, which know what a sidecar and an app are to do about them.
                ProcessTerminationTimeout = null,
            };
            return await result.InvokeAsync(configuration);
        }

        var verb = result.CommandResult.Command is RootCommand ? "" : $" {CommandTree.PathOf(result.CommandResult)}";
        foreach (var error in result.Errors)
            await context.Terminal.Error.WriteLineAsync($"layotto{verb}: {error.Message}");
        await context.Terminal.Error.WriteLineAsync($"See \"layotto{verb} --help\".");
        return result.CommandResult.Command.Name == ConformanceVerb.Name ? ExitCode.Misuse : ExitCode.Failure;
    }

    internal static int Refuse(IReadOnlyList<FlagProblem> problems, string verb, Terminal terminal)
    {
        terminal.Error.WriteLine(problems.Count == 1
            ? $"layotto{verb}: the command line has a mistake:"
            : $"layotto{verb}: the command line has {problems.Count} mistakes:");
        foreach (var problem in problems)
            terminal.Error.WriteLine($"  {SafeText.Of(problem.ToString())}");
        terminal.Error.WriteLine($"See \"layotto{verb} --help\".");
        return ExitCode.Failure;
    }
}

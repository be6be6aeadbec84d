using System.CommandLine;
using Layotto.Gateway.CommandLine.Flags;
using Layotto.Gateway.Launching;
using Layotto.Gateway.Logging;
using Layotto.Gateway.Rendering;

namespace Layotto.Gateway.CommandLine.Verbs;

/// <summary><c>layotto run</c>: an app and its sidecar, started and stopped together.</summary>
internal static class RunVerb
{
    /// <summary>The verb.</summary>
    public const string Name = "run";

    private const string AppPrefix = "== APP == ";
    private const string SidecarPrefix = "== LAYOTTO == ";

    /// <summary>Creates the command.</summary>
    public static Command Create(NormalizedArguments normalized, CommandContext context)
    {
        var command = new Command(Name, "Start an app and its sidecar together.") { new Argument<string[]>("command") };
        var reader = new SidecarArgumentsReader(normalized);
        reader.AddOptionsTo(command);
        CommandTree.AddHelp(command, RunHelp.Page, context);
        command.SetAction((result, _) => InvokeAsync(reader.Read(result, context.Environment, Defaults()), normalized, context));
        return command;
    }

    // Several apps run beside each other on a developer's machine, so nothing is claimed that wasn't asked for.
    private static Dictionary<string, string> Defaults() => new(StringComparer.Ordinal)
    {
        [AppFlags.AppId.Name] = AppIdGenerator.Create(Random.Shared),
        [PortFlags.HttpPort.Name] = "0",
        [PortFlags.GrpcPort.Name] = "0",
        [PortFlags.MetricsPort.Name] = "0",
        [PortFlags.ProfilePort.Name] = "0",
    };

    private static async Task<int> InvokeAsync(SidecarArguments arguments, NormalizedArguments normalized, CommandContext context)
    {
        var problems = arguments.Problems.ToList();
        if (arguments.Task != SidecarTask.Run)
            problems.Add(new FlagProblem("--wait, --version, --build-info", "have no meaning together with run."));
        if (normalized.Command.Count == 0)
            problems.Add(new FlagProblem("the app's command", "is missing; put it after two dashes, such as layotto run --app-id orders -- node app.js."));
        if (problems.Count > 0)
            return LayottoCommandLine.Refuse(problems, $" {Name}", context.Terminal);

        var missing = AppCommand.Find(normalized.Command[0], context.SearchPath, out var path, out var reason);
        if (missing != ExitCode.Success)
        {
            await context.Terminal.Error.WriteLineAsync($"layotto {Name}: {SafeText.Of(reason)}");
            return missing;
        }

        var sidecarColor = context.Terminal.HasColor ? TextColor.Yellow : (TextColor?)null;
        var appColor = context.Terminal.HasColor ? TextColor.Blue : (TextColor?)null;
        using var logging = LogStart.TryStart(arguments.Options, context, SidecarPrefix, sidecarColor);
        if (logging is null)
            return ExitCode.Failure;
        LogStart.Warn(arguments.Warnings, logging.Loggers);
        var launch = new AppLaunch(
            path,
            [.. normalized.Command.Skip(1)],
            arguments.Options,
            context.Environment,
            new StreamLineOutput(context.LogOutput, AppPrefix, appColor),
            new StreamLineOutput(context.LogError, AppPrefix, appColor));
        var launcher = new AppLauncher(context.Parts.Runner, context.Signals, context.TimeProvider, context.IsOnTerminal);
        return await launcher.RunAsync(launch, logging.Loggers);
    }
}

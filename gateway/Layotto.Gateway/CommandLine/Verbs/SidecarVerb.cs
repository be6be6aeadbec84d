using System.CommandLine;
using Layotto.Gateway.Launching;

namespace Layotto.Gateway.CommandLine.Verbs;

/// <summary>No verb at all: the sidecar, with daprd's flags.</summary>
internal static class SidecarVerb
{
    private static readonly Dictionary<string, string> NoDefaults = [];

    /// <summary>Makes the root the sidecar.</summary>
    public static void Configure(RootCommand root, NormalizedArguments normalized, CommandContext context)
    {
        var reader = new SidecarArgumentsReader(normalized);
        reader.AddOptionsTo(root);
        CommandTree.AddHelp(root, SidecarHelp.Page, context);
        root.SetAction((result, _) => normalized.IsForUnknownVerb
            ? Task.FromResult(LayottoCommandLine.Refuse(normalized.Problems, "", context.Terminal))
            : InvokeAsync(reader.Read(result, context.Environment, NoDefaults), context));
    }

    private static async Task<int> InvokeAsync(SidecarArguments arguments, CommandContext context)
    {
        if (arguments.Problems.Count > 0)
            return LayottoCommandLine.Refuse(arguments.Problems, "", context.Terminal);

        switch (arguments.Task)
        {
            case SidecarTask.PrintVersion:
                await context.Terminal.Output.WriteLineAsync(ProductVersion.Version);
                return ExitCode.Success;
            case SidecarTask.PrintBuildInfo:
                await context.Terminal.Output.WriteLineAsync(ProductVersion.BuildInfo);
                return ExitCode.Success;
            case SidecarTask.Wait:
                return await OutboundWait.RunAsync(arguments.Options.HttpPort, context.Terminal.Error, context.TimeProvider);
            default:
                return await RunAsync(arguments, context);
        }
    }

    private static async Task<int> RunAsync(SidecarArguments arguments, CommandContext context)
    {
        using var logging = LogStart.TryStart(arguments.Options, context, prefix: "", color: null);
        if (logging is null)
            return ExitCode.Failure;
        LogStart.Warn(arguments.Warnings, logging.Loggers);
        var launcher = new SidecarLauncher(context.Parts.Runner, context.Signals, context.TimeProvider);
        return await launcher.RunAsync(arguments.Options, context.Environment, logging.Loggers);
    }
}

using System.CommandLine;
using Layotto.Gateway.Rendering;

namespace Layotto.Gateway.CommandLine.Verbs;

/// <summary><c>layotto completion</c>: prints a script that has a shell complete verbs, flags, values and component types.</summary>
internal static class CompletionVerb
{
    /// <summary>The verb.</summary>
    public const string Name = "completion";

    private static readonly HelpPage Page = new(
        "Print a script that has a shell complete what you type after layotto: verbs, flags, their values, component types.",
        ["layotto completion bash|zsh|fish"],
        [
            new("Options", [("-h, --help", "Print this and exit.")]),
            new("Set-up",
            [
                ("bash", "In ~/.bashrc: source <(layotto completion bash)"),
                ("zsh", "In ~/.zshrc, after compinit: source <(layotto completion zsh)"),
                ("fish", "layotto completion fish > ~/.config/fish/completions/layotto.fish"),
            ]),
        ]);

    /// <summary>Creates the command.</summary>
    public static Command Create(CommandContext context)
    {
        var shell = new Argument<string>("shell");
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command(Name, "Print a script for a shell's completion.") { shell };
        CommandTree.AddHelp(command, () => Page, context);
        command.SetAction(result =>
        {
            context.Terminal.Output.Write(CompletionScript.For(result.GetValue(shell) ?? ""));
            return ExitCode.Success;
        });
        return command;
    }
}

using System.CommandLine;
using Layotto.Gateway.Launching;
using Layotto.Gateway.Rendering;

namespace Layotto.Gateway.CommandLine.Verbs;

/// <summary><c>layotto version</c>: tells which build this is.</summary>
internal static class VersionVerb
{
    /// <summary>The verb.</summary>
    public const string Name = "version";

    private static readonly HelpPage Page = new(
        "Print the version, and the commit that it was built from.",
        ["layotto version [--output json]"],
        [new("Options", [("-o, --output FORMAT", "text or json (default text)."), ("-h, --help", "Print this and exit.")])]);

    /// <summary>Creates the command.</summary>
    public static Command Create(CommandContext context)
    {
        var format = OutputFormat.CreateOption();
        var command = new Command(Name, "Print the version.") { format };
        CommandTree.AddHelp(command, () => Page, context);
        command.SetAction(result =>
        {
            context.Terminal.Output.WriteLine(OutputFormat.IsJson(result, format) ? Json() : ProductVersion.BuildInfo);
            return ExitCode.Success;
        });
        return command;
    }

    private static string Json() => JsonText.Write(static json =>
    {
        json.WriteStartObject();
        json.WriteString("version", ProductVersion.Version);
        json.WriteString("commit", ProductVersion.Commit);
        json.WriteEndObject();
    });
}

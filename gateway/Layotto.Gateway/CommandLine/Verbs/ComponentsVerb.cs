using System.CommandLine;
using Layotto.Gateway.Rendering;

namespace Layotto.Gateway.CommandLine.Verbs;

/// <summary><c>layotto components</c>: tells which component types there are, and what each takes.</summary>
internal static class ComponentsVerb
{
    /// <summary>The verb.</summary>
    public const string Name = "components";

    private static readonly HelpPage Page = new(
        "Tell which component types this build has, and what settings each of them takes.",
        ["layotto components list [--output json]", "layotto components describe [--output json] TYPE"],
        [
            new("Arguments", [("TYPE", "A component type, such as state.in-memory.")]),
            new("Options",
            [
                ("-o, --output FORMAT", "text or json (default text)."),
                ("-h, --help", "Print this and exit."),
            ]),
            new("Examples", [("layotto components list", ""), ("layotto components describe state.in-memory", "")]),
        ]);

    /// <summary>Creates the command.</summary>
    public static Command Create(CommandContext context)
    {
        var command = new Command(Name, "Tell about component types.") { CreateList(context), CreateDescribe(context) };
        CommandTree.AddHelp(command, () => Page, context);
        return command;
    }

    private static Command CreateList(CommandContext context)
    {
        var format = OutputFormat.CreateOption();
        var command = new Command("list", "List component types.") { format };
        CommandTree.AddHelp(command, () => Page, context);
        command.SetAction(result =>
        {
            if (OutputFormat.IsJson(result, format))
                ComponentListRenderer.WriteJson(context.Parts.Catalogue(), context.Terminal);
            else
                ComponentListRenderer.Write(context.Parts.Catalogue(), context.Terminal);
            return ExitCode.Success;
        });
        return command;
    }

    private static Command CreateDescribe(CommandContext context)
    {
        var type = new Argument<string>("TYPE");
        type.Validators.Add(MisspeltFlag.Reject);
        type.CompletionSources.Add(_ => context.Parts.Catalogue().All
            .Select(descriptor => new System.CommandLine.Completions.CompletionItem(descriptor.Type)));
        var format = OutputFormat.CreateOption();
        var command = new Command("describe", "Describe a component type.") { type, format };
        CommandTree.AddHelp(command, () => Page, context);
        command.SetAction(result => Describe(result.GetValue(type) ?? "", OutputFormat.IsJson(result, format), context));
        return command;
    }

    private static int Describe(string type, bool json, CommandContext context)
    {
        // state.sqlite/v2 names a version as well.
        var parts = type.Split('/', 2);
        if (!context.Parts.Catalogue().TryFind(parts[0], parts is [_, var version] ? version : "", out var descriptor, out var reason))
        {
            context.Terminal.Error.WriteLine($"layotto {Name} describe: {SafeText.Of(reason)}");
            return ExitCode.Failure;
        }

        if (json)
            ComponentDescriptionRenderer.WriteJson(descriptor, context.Terminal);
        else
            ComponentDescriptionRenderer.Write(descriptor, context.Terminal);
        return ExitCode.Success;
    }
}

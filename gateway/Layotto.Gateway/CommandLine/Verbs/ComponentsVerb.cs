using System.CommandLine;
using Layotto.Gateway.Rendering;
using Layotto.Pluggable.Discovery;

namespace Layotto.Gateway.CommandLine.Verbs;

/// <summary><c>layotto components</c>: tells which component types there are, and what each takes.</summary>
internal static class ComponentsVerb
{
    /// <summary>The verb.</summary>
    public const string Name = "components";

    private static readonly HelpPage Page = new(
        "Tell which component types there are, built in or at a socket of another process, and what settings each of them takes.",
        [
            "layotto components list [--output json]",
            "layotto components describe [--output json] TYPE",
            "layotto components sockets [--output json]",
        ],
        [
            new("Arguments", [("TYPE", "A component type, such as state.in-memory.")]),
            new("Options",
            [
                ("-o, --output FORMAT", "text or json (default text)."),
                ("-h, --help", "Print this and exit."),
            ]),
            new("Examples", [("layotto components list", ""), ("layotto components describe state.in-memory", ""), ("layotto components sockets", "")]),
        ]);

    /// <summary>Creates the command.</summary>
    public static Command Create(CommandContext context)
    {
        var command = new Command(Name, "Tell about component types.") { CreateList(context), CreateDescribe(context), CreateSockets(context) };
        CommandTree.AddHelp(command, () => Page, context);
        return command;
    }

    private static Command CreateList(CommandContext context)
    {
        var format = OutputFormat.CreateOption();
        var command = new Command("list", "List component types.") { format };
        CommandTree.AddHelp(command, () => Page, context);
        command.SetAction(async (result, cancellationToken) =>
        {
            var catalogue = context.Parts.Catalogue();
            var sockets = await context.Parts.Sockets(context.Environment, catalogue, cancellationToken);
            if (OutputFormat.IsJson(result, format))
                ComponentListRenderer.WriteJson(catalogue, sockets, context.Terminal);
            else
                ComponentListRenderer.Write(catalogue, sockets, context.Terminal);
            foreach (var socket in sockets.Where(socket => socket.State != SocketState.Serving))
                context.Terminal.Error.WriteLine($"The socket {SafeText.Of(socket.Path)} is not used. {SafeText.Of(socket.LastError ?? "")}");
            return ExitCode.Success;
        });
        return command;
    }

    private static Command CreateSockets(CommandContext context)
    {
        var format = OutputFormat.CreateOption();
        var command = new Command("sockets", "Tell what was decided about the sockets of pluggable components.") { format };
        CommandTree.AddHelp(command, () => Page, context);
        command.SetAction(async (result, cancellationToken) =>
        {
            var sockets = await context.Parts.Sockets(context.Environment, context.Parts.Catalogue(), cancellationToken);
            if (OutputFormat.IsJson(result, format))
                SocketListRenderer.WriteJson(sockets, context.Terminal);
            else
                SocketListRenderer.Write(sockets, context.Terminal);
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
        command.SetAction((result, cancellationToken) => DescribeAsync(result.GetValue(type) ?? "", OutputFormat.IsJson(result, format), context, cancellationToken));
        return command;
    }

    private static async Task<int> DescribeAsync(string type, bool json, CommandContext context, CancellationToken cancellationToken)
    {
        var catalogue = context.Parts.Catalogue();
        await context.Parts.Sockets(context.Environment, catalogue, cancellationToken);

        // state.sqlite/v2 names a version as well.
        var parts = type.Split('/', 2);
        if (!catalogue.TryFind(parts[0], parts is [_, var version] ? version : "", out var descriptor, out var reason))
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

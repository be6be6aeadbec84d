using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Layotto.Gateway.CommandLine.Verbs;
using Layotto.Gateway.Rendering;

namespace Layotto.Gateway.CommandLine;

/// <summary>
/// Builds the tree of commands that arguments need: the verb they begin with and no other, since a sidecar starts often, and
/// shouldn't have to wait for the description of what it isn't asked for. Completion alone needs the whole tree.
/// </summary>
internal static class CommandTree
{
    private const string SuggestDirective = "[suggest";

    /// <summary>The verbs, in the order of help.</summary>
    public static IReadOnlyList<string> Verbs { get; } =
        [RunVerb.Name, CheckVerb.Name, ComponentsVerb.Name, ConformanceVerb.Name, CompletionVerb.Name, VersionVerb.Name];

    /// <summary>Builds the tree for arguments.</summary>
    /// <returns>The root, and the arguments as it is to parse them.</returns>
    public static (RootCommand Root, IReadOnlyList<string> Arguments) Build(IReadOnlyList<string> arguments, CommandContext context)
    {
        var root = new RootCommand("layotto");
        root.Options.Clear();
        var first = arguments.Count > 0 ? arguments[0] : "";
        if (first.StartsWith(SuggestDirective, StringComparison.Ordinal))
        {
            CompletionTree.AddTo(root, context);
            return (root, arguments);
        }

        switch (first)
        {
            case RunVerb.Name:
                var app = ArgumentNormalizer.Normalize([.. arguments.Skip(1)], hasCommand: true);
                root.Add(RunVerb.Create(app, context));
                return (root, [RunVerb.Name, .. app.Arguments, "--", .. app.Command]);
            case CheckVerb.Name:
                root.Add(CheckVerb.Create(context));
                return (root, arguments);
            case ComponentsVerb.Name:
                root.Add(ComponentsVerb.Create(context));
                return (root, arguments);
            case ConformanceVerb.Name:
                root.Add(ConformanceVerb.Create(context));
                return (root, arguments);
            case CompletionVerb.Name:
                root.Add(CompletionVerb.Create(context));
                return (root, arguments);
            case VersionVerb.Name:
                root.Add(VersionVerb.Create(context));
                return (root, arguments);
            default:
                var normalized = ArgumentNormalizer.Normalize(arguments, hasCommand: false);
                SidecarVerb.Configure(root, normalized, context);
                return (root, normalized.Arguments);
        }
    }

    /// <summary>Gives a command its page of help.</summary>
    public static void AddHelp(Command command, Func<HelpPage> page, CommandContext context)
        => command.Add(new HelpOption("--help", "-h") { Action = new HelpPageAction(page, context.Terminal) });

    /// <summary>The verbs that lead to a command: <c>components list</c>.</summary>
    public static string PathOf(CommandResult result)
        => result.Parent is CommandResult { Command: not RootCommand } parent ? $"{PathOf(parent)} {result.Command.Name}" : result.Command.Name;
}

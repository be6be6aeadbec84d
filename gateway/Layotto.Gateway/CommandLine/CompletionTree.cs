using System.CommandLine;
using Layotto.Gateway.CommandLine.Flags;
using Layotto.Gateway.CommandLine.Verbs;

namespace Layotto.Gateway.CommandLine;

/// <summary>The whole tree of commands, which only completion looks at.</summary>
internal static class CompletionTree
{
    /// <summary>Adds every verb and every flag to the root.</summary>
    public static void AddTo(RootCommand root, CommandContext context)
    {
        // The words to complete come after the directive as one argument, which belongs to no command.
        root.TreatUnmatchedTokensAsErrors = false;
        AddFlagsTo(root);
        var nothing = ArgumentNormalizer.Normalize([], hasCommand: true);
        var run = RunVerb.Create(nothing, context);
        AddFlagsTo(run);
        root.Add(run);
        root.Add(CheckVerb.Create(context));
        root.Add(ComponentsVerb.Create(context));
        root.Add(ConformanceVerb.Create(context));
        root.Add(CompletionVerb.Create(context));
        root.Add(VersionVerb.Create(context));
    }

    private static void AddFlagsTo(Command command)
    {
        foreach (var flag in SidecarFlags.All.Where(flag => flag.Deprecation is null))
        {
            if (command is not RootCommand && flag.Group == FlagGroup.Process)
                continue;
            var option = new Option<string[]>(flag.Option) { Arity = flag.IsBoolean ? ArgumentArity.Zero : ArgumentArity.OneOrMore };
            if (flag.Values.Count > 0)
                option.CompletionSources.Add([.. flag.Values]);
            command.Add(option);
        }
    }
}

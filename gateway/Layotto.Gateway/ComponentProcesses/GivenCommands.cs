using Layotto.Components;
using Layotto.Components.Specification;
using Layotto.Gateway.CommandLine.Flags;

namespace Layotto.Gateway.ComponentProcesses;

/// <summary>The commands that the command line names for components (<c>--component-command</c>), in the place of those in their YAML.</summary>
internal static class GivenCommands
{
    /// <summary>Gives components the commands that are named for them.</summary>
    public static IReadOnlyList<ComponentSpecification> Apply(
        IReadOnlyList<ComponentSpecification> components, IReadOnlyDictionary<string, IReadOnlyList<string>> commands)
        => commands.Count == 0
            ? components
            : [.. components.Select(component => commands.TryGetValue(component.Name, out var command) ? component with { Command = command } : component)];

    /// <summary>What is wrong with the commands, each as a sentence.</summary>
    /// <param name="components">The components of the app.</param>
    /// <param name="commands">The commands, by the names of components.</param>
    /// <param name="catalogue">The types that are built in.</param>
    public static IEnumerable<string> Check(
        IReadOnlyList<ComponentSpecification> components, IReadOnlyDictionary<string, IReadOnlyList<string>> commands, ComponentCatalogue catalogue)
    {
        foreach (var name in commands.Keys)
        {
            if (components.LastOrDefault(component => component.Name == name) is not { } component)
                yield return Problem(name, WhyUnknown(name, [.. components.Select(other => other.Name).Distinct(StringComparer.Ordinal)]));
            else if (catalogue.IsBuiltIn(component.Type))
                yield return Problem(name, $"the type {component.Type} is built in, so no process serves it; name the type that the process serves in the component's YAML.");
        }
    }

    private static string WhyUnknown(string name, string[] known)
    {
        if (known.Length == 0)
            return "the app has no component; --resources-path names the directories of their YAML.";
        return FlagText.Nearest(name, known) is { } near
            ? $"the app has no component of that name; did you mean {near}?"
            : $"the app has no component of that name; it has {string.Join(", ", known)}.";
    }

    private static string Problem(string name, string message) => $"{FlagProblem.InValue(ResourceFlags.ComponentCommand, name, message)}";
}

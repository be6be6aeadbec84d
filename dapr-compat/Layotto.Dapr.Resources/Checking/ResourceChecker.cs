using Layotto.Components;
using Layotto.Dapr.Resources.Loading;
using Layotto.Dapr.Resources.Resiliencies;

namespace Layotto.Dapr.Resources.Checking;

/// <summary>
/// Looks at folders of resources without running anything, for <c>layotto check</c>: every problem is found at once, those of
/// the files as well as those between resources. No app is presumed, so scopes and namespaces leave nothing out.
/// </summary>
public sealed class ResourceChecker
{
    private readonly ComponentCatalogue _catalogue;
    private readonly Func<string, string?> _environment;
    private readonly ExpressionCheck? _expressions;
    private readonly Func<string, string?>? _programs;

    /// <summary>Creates the checker.</summary>
    /// <param name="catalogue">The component types there are.</param>
    /// <param name="environment">Looks an environment variable up; null for the process's own.</param>
    /// <param name="expressions">Looks at the expressions in the resources; null to take them as they are.</param>
    /// <param name="programs">Says why the program of a component's command can't be run, or null; null to take them as they are.</param>
    public ResourceChecker(
        ComponentCatalogue catalogue, Func<string, string?>? environment = null, ExpressionCheck? expressions = null, Func<string, string?>? programs = null)
    {
        _catalogue = catalogue;
        _environment = environment ?? Environment.GetEnvironmentVariable;
        _expressions = expressions;
        _programs = programs;
    }

    /// <summary>Checks folders, and single files.</summary>
    /// <returns>What was looked at, and every problem, in the order of files and lines.</returns>
    public ResourceCheckResult Check(IReadOnlyList<string> paths)
    {
        var problems = new ProblemList();
        var files = paths.SelectMany(path => File.Exists(path) ? [path] : ResourceFolders.FilesOf(path, problems)).Distinct().ToList();
        var resources = ResourceFolders.ReadFiles(files, _environment, problems, _expressions);
        return new ResourceCheckResult(files.Count, resources.Count, Check(resources, problems));
    }

    internal IReadOnlyList<ResourceProblem> Check(IReadOnlyList<LoadedResource> all, ProblemList problems)
    {
        var resources = new CheckedResources(all, _catalogue, _programs);
        NameRule.Check(resources, problems);
        ComponentRule.Check(resources, problems);
        SecretRule.Check(resources, problems);
        SubscriptionTargetRule.Check(resources, problems);
        PipelineRule.Check(resources, problems);
        PolicyReferences.Check(resources.Resiliencies, problems);
        return [.. problems.All.OrderBy(problem => problem.Source.File, StringComparer.Ordinal).ThenBy(problem => problem.Source.Line)];
    }
}

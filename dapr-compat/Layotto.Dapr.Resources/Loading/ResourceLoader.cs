using Layotto.Components.Specification;
using Layotto.Dapr.Resources.HttpEndpoints;
using Layotto.Dapr.Resources.Resiliencies;
using Layotto.Dapr.Resources.Subscriptions;

namespace Layotto.Dapr.Resources.Loading;

/// <summary>
/// Reads the folders of <c>--resources-path</c> for one app. Configurations that lie there are passed over: Dapr takes only those
/// it is given as <c>--config</c>.
/// </summary>
public sealed class ResourceLoader
{
    private readonly string _appId;
    private readonly string _namespace;
    private readonly ExpressionCheck? _expressions;

    /// <summary>Creates the loader.</summary>
    /// <param name="appId">The app's id: a resource with scopes that don't name it is left out.</param>
    /// <param name="namespace">
    /// The value of the environment variable NAMESPACE: a resource of another namespace is left out. When empty, namespaces
    /// don't count.
    /// </param>
    /// <param name="expressions">Looks at the expressions in the resources; null to take them as they are.</param>
    public ResourceLoader(string appId, string @namespace = "", ExpressionCheck? expressions = null)
    {
        _appId = appId;
        _namespace = @namespace;
        _expressions = expressions;
    }

    /// <summary>Reads the folders, later ones after earlier ones, and reports everything that is wrong at once.</summary>
    public ResourceLoadResult Load(IReadOnlyList<string> folders)
    {
        var problems = new ProblemList();
        var resources = ToSet(Select(ResourceFolders.Read(folders, null, problems, _expressions), problems));
        PolicyReferences.Check(resources.Resiliencies, problems);
        return new ResourceLoadResult(resources, problems.InOrder());
    }

    private static ResourceSet ToSet(IReadOnlyList<LoadedResource> resources)
    {
        var values = resources.Where(resource => !resource.HasErrors).Select(resource => resource.Value).ToList();
        return new ResourceSet
        {
            Components = [.. values.OfType<ComponentSpecification>()],
            Subscriptions = [.. values.OfType<SubscriptionResource>()],
            Resiliencies = [.. values.OfType<ResiliencyResource>()],
            HttpEndpoints = [.. values.OfType<HttpEndpointResource>()],
        };
    }

    // The order of these steps is Dapr's: a name counts as taken only by a resource that is for this app, but an out-of-scope
    // resource may still clash with it.
    private List<LoadedResource> Select(IReadOnlyList<LoadedResource> resources, ProblemList problems)
    {
        var selected = new List<LoadedResource>();
        var taken = new Dictionary<(string Kind, string Name), LoadedResource>();
        foreach (var resource in resources)
        {
            if (_namespace.Length > 0 && resource.Namespace.Length > 0 && resource.Namespace != _namespace)
                continue;
            if (resource.Name.Length > 0 && taken.TryGetValue((resource.Kind, resource.Name), out var existing))
            {
                DuplicateNames.Report(resource, existing, problems);
                if (DuplicateNames.IsError(resource.Kind))
                    continue;
            }

            if (resource.Scopes.Count > 0 && !resource.Scopes.Contains(_appId))
                continue;
            taken.TryAdd((resource.Kind, resource.Name), resource);
            selected.Add(resource);
        }

        return selected;
    }
}

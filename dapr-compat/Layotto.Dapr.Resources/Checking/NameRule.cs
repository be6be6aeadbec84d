using Layotto.Dapr.Resources.Loading;

namespace Layotto.Dapr.Resources.Checking;

/// <summary>No two resources of one kind that can meet in one app share a name.</summary>
internal static class NameRule
{
    public static void Check(CheckedResources resources, ProblemList problems)
    {
        var seen = new Dictionary<(string Kind, string Name), List<LoadedResource>>();
        foreach (var resource in resources.All)
        {
            if (resource.Name.Length == 0)
                continue;
            if (!seen.TryGetValue((resource.Kind, resource.Name), out var others))
                seen[(resource.Kind, resource.Name)] = others = [];
            if (others.Find(other => CanMeet(other, resource)) is { } existing)
                DuplicateNames.Report(resource, existing, problems);
            others.Add(resource);
        }
    }

    private static bool CanMeet(LoadedResource one, LoadedResource other)
        => (one.Namespace.Length == 0 || other.Namespace.Length == 0 || one.Namespace == other.Namespace)
            && ScopeOverlap.Exists(one.Scopes, other.Scopes);
}

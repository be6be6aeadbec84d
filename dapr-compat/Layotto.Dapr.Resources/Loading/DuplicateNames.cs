using Layotto.Dapr.Resources.Configurations;
using Layotto.Dapr.Resources.HttpEndpoints;
using Layotto.Dapr.Resources.Manifests;

namespace Layotto.Dapr.Resources.Loading;

/// <summary>What is said of two resources of one kind and name.</summary>
internal static class DuplicateNames
{
    /// <summary>Components and endpoints are found by their names; of the others, several may share one.</summary>
    public static bool IsError(string kind) => kind is ComponentReader.Kind or HttpEndpointReader.Kind;

    public static void Report(LoadedResource resource, LoadedResource existing, ProblemList problems)
    {
        if (resource.Kind == ConfigurationReader.Kind)
            return;
        problems.Add(new ResourceProblem(
            IsError(resource.Kind) ? ProblemSeverity.Error : ProblemSeverity.Warning,
            resource.Source,
            resource.Kind,
            "metadata.name",
            $"duplicate definition of {resource.Kind} name {resource.LogName} with existing {existing.LogName}",
            $"The existing one is at {existing.Source}; give one of them another name."));
    }
}

namespace Layotto.Dapr.Resources.Loading;

/// <summary>What came of reading folders.</summary>
/// <param name="Resources">The resources without errors that are for this app.</param>
/// <param name="Problems">Everything that is wrong, in the order in which it was come upon.</param>
public sealed record ResourceLoadResult(ResourceSet Resources, IReadOnlyList<ResourceProblem> Problems)
{
    /// <summary>Whether any resource can't be used.</summary>
    public bool HasErrors => Problems.Any(problem => problem.Severity == ProblemSeverity.Error);
}

namespace Layotto.Dapr.Resources.Loading;

/// <summary>What came of reading folders.</summary>
/// <param name="Resources">The resources without errors that are for this app.</param>
/// <param name="Problems">Everything that is wrong, file by file and line by line.</param>
public sealed record ResourceLoadResult(ResourceSet Resources, IReadOnlyList<ResourceProblem> Problems)
{
    /// <summary>Whether any resource can't be used.</summary>
    public bool HasErrors => Problems.Any(problem => problem.Severity == ProblemSeverity.Error);
}

namespace Layotto.Dapr.Resources.Configurations;

/// <summary>What came of reading Configuration files.</summary>
/// <param name="Configuration">The Configuration; where there are errors, what could be read of it.</param>
/// <param name="Problems">Everything that is wrong, file by file and line by line.</param>
public sealed record ConfigurationLoadResult(DaprConfiguration Configuration, IReadOnlyList<ResourceProblem> Problems)
{
    /// <summary>Whether a problem keeps the Configuration from being used.</summary>
    public bool HasErrors => Problems.Any(problem => problem.Severity == ProblemSeverity.Error);
}

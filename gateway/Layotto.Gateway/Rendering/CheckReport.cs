namespace Layotto.Gateway.Rendering;

/// <summary>What <c>layotto check</c> found.</summary>
/// <param name="Files">How many files were looked at.</param>
/// <param name="Documents">How many YAML documents they hold.</param>
/// <param name="Problems">What is wrong with them, in any order.</param>
public sealed record CheckReport(int Files, int Documents, IReadOnlyList<Problem> Problems)
{
    /// <summary>How many problems are errors.</summary>
    public int Errors => Problems.Count(problem => problem.Severity == ProblemSeverity.Error);

    /// <summary>How many problems are warnings.</summary>
    public int Warnings => Problems.Count(problem => problem.Severity == ProblemSeverity.Warning);

    /// <summary>The same report, in which every warning is an error.</summary>
    public CheckReport WithWarningsAsErrors()
        => this with { Problems = [.. Problems.Select(problem => problem with { Severity = ProblemSeverity.Error })] };
}

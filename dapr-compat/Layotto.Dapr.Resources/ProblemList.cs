using Layotto.Components.Specification;

namespace Layotto.Dapr.Resources;

/// <summary>
/// Collects the problems of one reading. It stops taking any at a bound, so that a hostile file can't turn into a hostile report.
/// </summary>
internal sealed class ProblemList
{
    private const int Capacity = 1000;
    private readonly List<ResourceProblem> _problems = [];
    private bool _isFull;

    public IReadOnlyList<ResourceProblem> All => _problems;

    /// <summary>The problems by file, in the order in which those were first complained about, and by line.</summary>
    public IReadOnlyList<ResourceProblem> InOrder()
    {
        var files = _problems.Select(problem => problem.Source.File).Distinct().ToList();
        return [.. _problems.OrderBy(problem => files.IndexOf(problem.Source.File)).ThenBy(problem => problem.Source.Line)];
    }

    public bool HasErrors => _problems.Exists(problem => problem.Severity == ProblemSeverity.Error);

    public void Error(SourceLocation source, string kind, string field, string message, string suggestion = "")
        => Add(new ResourceProblem(ProblemSeverity.Error, source, kind, field, message, suggestion));

    public void Warning(SourceLocation source, string kind, string field, string message, string suggestion = "")
        => Add(new ResourceProblem(ProblemSeverity.Warning, source, kind, field, message, suggestion));

    public void Add(ResourceProblem problem)
    {
        if (_problems.Count < Capacity)
        {
            _problems.Add(problem);
        }
        else if (!_isFull)
        {
            _isFull = true;
            _problems.Add(new ResourceProblem(
                ProblemSeverity.Error, problem.Source, "", "", $"There are more than {Capacity} problems; the others aren't shown."));
        }
    }
}

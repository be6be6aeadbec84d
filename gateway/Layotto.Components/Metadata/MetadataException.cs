namespace Layotto.Components;

/// <summary>One or more settings of a component are wrong. The message holds all of them, one sentence each.</summary>
public sealed class MetadataException : ComponentException
{
    /// <summary>Creates the exception from its problems; at least one.</summary>
    public MetadataException(IReadOnlyList<Metadata.MetadataProblem> problems)
        : base(string.Join(" ", problems.Select(problem => problem.Message)))
        => Problems = problems;

    /// <summary>Creates the exception from a single problem.</summary>
    public MetadataException(string field, string message)
        : this([new Metadata.MetadataProblem(field, message)])
    {
    }

    /// <summary>What is wrong, a setting each.</summary>
    public IReadOnlyList<Metadata.MetadataProblem> Problems { get; }
}

namespace Layotto.Components.State.Query;

/// <summary>A condition of a query: a comparison, or a combination of conditions.</summary>
public abstract record QueryFilter
{
    private QueryFilter()
    {
    }

    /// <summary>All of the conditions hold.</summary>
    /// <param name="Operands">The conditions; at least two.</param>
    public sealed record And(IReadOnlyList<QueryFilter> Operands) : QueryFilter;

    /// <summary>At least one of the conditions holds.</summary>
    /// <param name="Operands">The conditions; at least two.</param>
    public sealed record Or(IReadOnlyList<QueryFilter> Operands) : QueryFilter;

    /// <summary>A value within the document compares to another as asked.</summary>
    /// <param name="Path">The names that lead to the value within the document.</param>
    /// <param name="Comparison">How it is compared.</param>
    /// <param name="Value">What it is compared with.</param>
    public sealed record Compare(IReadOnlyList<string> Path, QueryComparison Comparison, QueryValue Value) : QueryFilter;

    /// <summary>A value within the document equals one of several.</summary>
    /// <param name="Path">The names that lead to the value within the document.</param>
    /// <param name="Values">What it may equal; at least one.</param>
    public sealed record In(IReadOnlyList<string> Path, IReadOnlyList<QueryValue> Values) : QueryFilter;
}

namespace Layotto.Components.State.Query;

/// <summary>How a query compares.</summary>
public enum QueryComparison
{
    /// <summary><c>EQ</c>.</summary>
    Equal,

    /// <summary><c>NEQ</c>.</summary>
    NotEqual,

    /// <summary><c>GT</c>.</summary>
    Greater,

    /// <summary><c>GTE</c>.</summary>
    GreaterOrEqual,

    /// <summary><c>LT</c>.</summary>
    Less,

    /// <summary><c>LTE</c>.</summary>
    LessOrEqual,
}

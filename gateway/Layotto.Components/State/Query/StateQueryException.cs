namespace Layotto.Components.State.Query;

/// <summary>A query isn't one: its JSON is broken, or says what a query can't say. The message is a sentence for the client.</summary>
public sealed class StateQueryException : ComponentException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="path">Where within the query, such as <c>filter.AND[1].EQ</c>; empty for the query as a whole.</param>
    /// <param name="message">What is wrong and what would be right.</param>
    public StateQueryException(string path, string message)
        : base(message) => Path = path;

    /// <summary>Where within the query, such as <c>filter.AND[1].EQ</c>; empty for the query as a whole.</summary>
    public string Path { get; }
}

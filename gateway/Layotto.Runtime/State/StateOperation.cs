namespace Layotto.Runtime.State;

/// <summary>One operation of a transaction, as a caller names it.</summary>
/// <param name="Type"><c>upsert</c> or <c>delete</c>; anything else is refused.</param>
/// <param name="Item">The key concerned.</param>
public readonly record struct StateOperation(string Type, StateItem Item)
{
    /// <summary>The operation that writes.</summary>
    public const string Upsert = "upsert";

    /// <summary>The operation that deletes.</summary>
    public const string Delete = "delete";
}

namespace Layotto.Components.State;

/// <summary>One operation of a transaction: a write or a deletion.</summary>
public readonly record struct StateTransactionOperation
{
    private StateTransactionOperation(StateSetRequest? set, StateDeleteRequest? delete)
    {
        Set = set;
        Delete = delete;
    }

    /// <summary>The write, when it is one.</summary>
    public StateSetRequest? Set { get; }

    /// <summary>The deletion, when it is one.</summary>
    public StateDeleteRequest? Delete { get; }

    /// <summary>The key concerned.</summary>
    public string Key => Set?.Key ?? Delete!.Value.Key;

    /// <summary>An operation that writes.</summary>
    public static StateTransactionOperation Upsert(StateSetRequest request) => new(request, null);

    /// <summary>An operation that deletes.</summary>
    public static StateTransactionOperation Remove(StateDeleteRequest request) => new(null, request);
}

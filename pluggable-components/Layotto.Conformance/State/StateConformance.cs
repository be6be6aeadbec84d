namespace Layotto.Conformance.State;

/// <summary>What every state store must do: the cases of Dapr's conformance tests, and what those leave out.</summary>
public static class StateConformance
{
    /// <summary>The suite.</summary>
    public static ConformanceSuite<StateStoreSubject> Suite { get; } = new(
        "state",
        [
            .. ValueCases.All,
            .. BulkCases.All,
            .. TransactionCases.All,
            .. ETagCases.All,
            .. FirstWriteCases.All,
            .. ExpiryCases.All,
            .. PrefixCases.All,
            .. KeyListingCases.All,
            .. QueryCases.All,
            .. ConcurrencyCases.All,
        ]);
}

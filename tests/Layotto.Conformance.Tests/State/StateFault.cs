namespace Layotto.Conformance.Tests.State;

/// <summary>What a state store can do wrong.</summary>
public enum StateFault
{
    None,
    IgnoresETags,
    IgnoresFirstWrites,
    ChecksETagsApartFromWriting,
    TruncatesLargeValues,
    AppliesTransactionsInPart,
    AppliesDeletionsOfTransactionsFirst,
    FailsToDeleteWhatIsMissing,
    IgnoresTimeToLive,
    TakesBadTimeToLive,
    DropsKeysOfBulkWrites,
    FailsBulkReadsOfWhatIsMissing,
    MixesComponents,
    ForgetsAtInitialisation,
    ClaimsQueriesWithoutThem,
    HidesTransactions,
    HangsOnDeletion,
    HangsOnPing,
    TellsMismatchAsAborted,
    ReadsEmptyAsMissing,
    IgnoresCaseOfKeys,
    TakesValuesForText,
    KeepsETags,
    BulkReadsOtherETags,
    WritesDespiteMismatch,
}

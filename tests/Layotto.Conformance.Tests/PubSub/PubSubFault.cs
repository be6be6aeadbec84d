namespace Layotto.Conformance.Tests.PubSub;

/// <summary>What a broker can do wrong.</summary>
public enum PubSubFault
{
    None,
    NeverRedelivers,
    IgnoresAcknowledgements,
    ForgetsWhatWasRefusedAtTheEnd,
    MixesTopics,
    MixesComponents,
    ReversesOrder,
    DropsEverySeventh,
    DeliversTwice,
    DropsMetadata,
    DropsContentTypes,
    TruncatesLargeMessages,
    TakesPayloadsForText,
    DropsEmptyMessages,
    ClaimsBulkWithoutIt,
    StopsAtARefusal,
}

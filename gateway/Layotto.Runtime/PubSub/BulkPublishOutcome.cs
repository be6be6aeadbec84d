using Layotto.Components.PubSub;
using Layotto.Runtime.Errors;

namespace Layotto.Runtime.PubSub;

/// <summary>What came of a bulk publication.</summary>
/// <param name="Failures">The messages that weren't published.</param>
/// <param name="Error">What the caller is told when there are any; null when all were published.</param>
public sealed record BulkPublishOutcome(IReadOnlyList<BulkPublishFailure> Failures, ApiException? Error)
{
    /// <summary>All were published.</summary>
    public static BulkPublishOutcome Done { get; } = new([], null);
}

using Layotto.Runtime.State;

namespace Layotto.Dapr.Http;

/// <summary>The body of a transaction.</summary>
/// <param name="Operations">What to do, in this order.</param>
/// <param name="Metadata">The transaction's metadata.</param>
internal sealed record StateTransactionRequest(List<StateOperation> Operations, IReadOnlyDictionary<string, string> Metadata);

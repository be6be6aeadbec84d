using Layotto.Components;
using Layotto.Runtime.Telemetry;

namespace Layotto.Runtime.State;

/// <summary>Publishes what transactions write, if their store is set up so.</summary>
public interface IStateOutbox
{
    /// <summary>Looks at a transaction before it is executed.</summary>
    /// <param name="store">The store.</param>
    /// <param name="operations">The operations, as a caller names them.</param>
    /// <param name="trace">The trace that its messages carry.</param>
    /// <returns>What is to be executed in its place; null where the store has no outbox.</returns>
    IOutboxTransaction? Begin(ComponentInstance store, IReadOnlyList<StateOperation> operations, TraceContext trace);
}

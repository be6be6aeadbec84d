using Layotto.Runtime.Telemetry.Metrics;

namespace Layotto.Runtime.State;

/// <summary>What is measured of a state store, an entry for each of Dapr's operations.</summary>
internal sealed class StateStoreMetrics(ComponentMetrics metrics, string store)
{
    public OperationMetrics Get { get; } = metrics.State(store, "get");

    public OperationMetrics Set { get; } = metrics.State(store, "set");

    public OperationMetrics Delete { get; } = metrics.State(store, "delete");

    public OperationMetrics BulkGet { get; } = metrics.State(store, "bulk_get");

    public OperationMetrics BulkDelete { get; } = metrics.State(store, "bulk_delete");

    public OperationMetrics Query { get; } = metrics.State(store, "query");

    public OperationMetrics Transaction { get; } = metrics.State(store, "transaction");
}

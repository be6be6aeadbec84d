using System.Globalization;
using Layotto.Components;
using Layotto.Components.State;

namespace Layotto.Samples.Components;

/// <summary>A state store in memory, with etags and transactions.</summary>
internal sealed class MemoryStore : ITransactionalStateStore
{
    private readonly Lock _sync = new();
    private Dictionary<string, StateValue> _values = [];
    private long _lastVersion;

    public IReadOnlyList<string> Features => [StateFeatures.ETag];

    public ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask<StateValue?> GetAsync(StateGetRequest request, CancellationToken cancellationToken)
    {
        lock (_sync)
            return ValueTask.FromResult(_values.GetValueOrDefault(request.Key));
    }

    public ValueTask SetAsync(StateSetRequest request, CancellationToken cancellationToken) => Apply([StateTransactionOperation.Upsert(request)]);

    public ValueTask DeleteAsync(StateDeleteRequest request, CancellationToken cancellationToken) => Apply([StateTransactionOperation.Remove(request)]);

    public ValueTask ExecuteAsync(
        IReadOnlyList<StateTransactionOperation> operations, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
        => Apply(operations);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private ValueTask Apply(IReadOnlyList<StateTransactionOperation> operations)
    {
        lock (_sync)
        {
            // All operations or none: an exception leaves what was there.
            var values = operations.Count > 1 ? new Dictionary<string, StateValue>(_values) : _values;
            foreach (var operation in operations)
                Apply(values, operation);
            _values = values;
        }

        return ValueTask.CompletedTask;
    }

    private void Apply(Dictionary<string, StateValue> values, StateTransactionOperation operation)
    {
        var (etag, concurrency) = operation.Set is { } set ? (set.ETag, set.Concurrency) : (operation.Delete!.Value.ETag, operation.Delete.Value.Concurrency);
        var present = values.GetValueOrDefault(operation.Key);
        if (!string.IsNullOrEmpty(etag) ? present?.ETag != etag : concurrency == StateConcurrency.FirstWrite && present is not null)
            throw new StateETagException(StateETagError.Mismatch, operation.Key);
        if (operation.Set is { } written)
            values[operation.Key] = new StateValue { Data = written.Value.ToArray(), ETag = (++_lastVersion).ToString(CultureInfo.InvariantCulture) };
        else
            values.Remove(operation.Key);
    }
}

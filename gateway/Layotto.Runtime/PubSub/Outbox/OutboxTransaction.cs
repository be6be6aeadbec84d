using Layotto.Components.Metadata;
using Layotto.Runtime.State;
using Layotto.Runtime.Telemetry;

namespace Layotto.Runtime.PubSub.Outbox;

/// <summary>A transaction of a store with an outbox.</summary>
internal sealed class OutboxTransaction : IOutboxTransaction
{
    private const string ProjectionKey = "outbox.projection";

    private readonly StateOutbox _outbox;
    private readonly OutboxSettings _settings;
    private readonly List<OutboxMessage> _messages = [];

    /// <summary>Takes a transaction apart: each operation that writes has a message, of itself or of its projection, which isn't written.</summary>
    public OutboxTransaction(StateOutbox outbox, OutboxSettings settings, IReadOnlyList<StateOperation> operations, string appId, string owner, TraceContext trace, DateTimeOffset now)
    {
        _outbox = outbox;
        _settings = settings;
        var projections = new Dictionary<string, StateItem>(StringComparer.Ordinal);
        foreach (var projection in operations.Where(IsProjection))
            projections[projection.Item.Key] = projection.Item;
        Operations = [.. operations.Where(operation => !IsProjection(operation))];
        var (traceParent, traceState) = (trace.ToString(), trace.State ?? "");
        foreach (var operation in Operations.Where(operation => operation.Type == StateOperation.Upsert))
        {
            var payload = projections.GetValueOrDefault(operation.Item.Key, operation.Item);
            _messages.Add(OutboxMessage.Create(settings, operation.Item, payload, appId, traceParent, traceState, now));
        }

        Markers = [.. _messages.Select(message => KeyValuePair.Create(message.Key, message.ToRow(settings, owner, now)))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<StateOperation> Operations { get; }

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>> Markers { get; }

    /// <inheritdoc/>
    public ValueTask PrepareAsync(CancellationToken cancellationToken)
        => _settings.HasReminders ? _outbox.RemindAsync(_settings, _messages, cancellationToken) : ValueTask.CompletedTask;

    /// <inheritdoc/>
    public void Complete(bool isCommitted)
    {
        if (_settings.HasReminders)
            _outbox.Settle(_messages, isCommitted);
        else if (isCommitted)
            _outbox.Enqueue(_settings, _messages);
    }

    private static bool IsProjection(StateOperation operation)
        => operation.Type == StateOperation.Upsert && Truth.IsTruthy(operation.Item.Metadata.GetValueOrDefault(ProjectionKey));

}

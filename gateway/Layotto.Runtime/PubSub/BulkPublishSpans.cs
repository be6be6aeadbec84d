using System.Diagnostics;
using Layotto.Components.PubSub;
using Layotto.Runtime.Telemetry;

namespace Layotto.Runtime.PubSub;

/// <summary>The spans of messages that are published together: each has one of its own, as in Dapr, so that their deliveries can be told apart.</summary>
internal sealed class BulkPublishSpans : IDisposable
{
    private readonly Tracer _tracer;
    private readonly BulkPublication _publication;
    private readonly TraceContext _parent;
    private readonly Dictionary<string, TraceSpan>? _spans;

    /// <summary>Prepares them; where the call isn't sampled there are none.</summary>
    public BulkPublishSpans(Tracer tracer, BulkPublication publication)
    {
        _tracer = tracer;
        _publication = publication;
        if (tracer.Mode != TraceMode.Record)
            return;
        _parent = TraceHeaders.Read(publication.TraceParent, publication.TraceState);
        _spans = _parent.IsSampled ? new Dictionary<string, TraceSpan>(StringComparer.Ordinal) : null;
    }

    /// <summary>Starts the span of a message.</summary>
    /// <returns>The trace that the message carries.</returns>
    public (string Parent, string State) Start(string entryId)
    {
        if (_spans is null)
            return (_publication.TraceParent, _publication.TraceState);
        var span = _tracer.Start(_publication.SpanName, ActivityKind.Producer, _parent);
        span.SetAttribute(SpanAttributes.MessagingSystem, SpanAttributes.PubSub);
        span.SetAttribute(SpanAttributes.MessagingDestination, _publication.Topic);
        _spans[entryId] = span;
        return (span.Context.ToString(), span.Context.State ?? "");
    }

    /// <summary>Marks those that weren't published.</summary>
    public void Failed(IReadOnlyList<BulkPublishFailure> failures)
    {
        if (_spans is null)
            return;
        foreach (var failure in failures)
        {
            if (_spans.TryGetValue(failure.EntryId, out var span))
                span.SetError(failure.Message);
        }
    }

    /// <summary>Ends all of them.</summary>
    public void Dispose()
    {
        if (_spans is null)
            return;
        foreach (var span in _spans.Values)
            span.End();
    }
}

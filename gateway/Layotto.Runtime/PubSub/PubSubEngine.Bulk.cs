using System.Diagnostics;
using Layotto.Components;
using Layotto.Components.PubSub;
using Layotto.Runtime.PubSub.Events;
using Layotto.Runtime.Resiliency;

namespace Layotto.Runtime.PubSub;

/// <content>Many messages at once.</content>
public sealed partial class PubSubEngine
{
    /// <summary>Publishes many messages, each for itself; those that fail are told one by one.</summary>
    /// <exception cref="Errors.ApiException">The request is wrong, and nothing was published.</exception>
    public async ValueTask<BulkPublishOutcome> PublishManyAsync(BulkPublication publication, CancellationToken cancellationToken)
    {
        var (name, topic) = (publication.PubSubName, publication.Topic);
        var found = Check(name, topic, publication.Metadata, out var isRaw);
        using var spans = new BulkPublishSpans(Tracer, publication);
        var entries = Prepare(found, publication, isRaw, spans);
        var outcome = await PublishManyAsync(publication, entries, cancellationToken).ConfigureAwait(false);
        spans.Failed(outcome.Failures);
        return outcome;
    }

    private async ValueTask<BulkPublishOutcome> PublishManyAsync(
        BulkPublication publication, List<BulkPublishEntry> entries, CancellationToken cancellationToken)
    {
        var (name, topic) = (publication.PubSubName, publication.Topic);
        if (!_table.TryUse(name, out var binding, out var use))
            throw PubSubProblems.Gone(name, topic);
        using (use)
        {
            if (!binding.Scopes.AllowsPublishing(topic))
                throw PubSubProblems.Forbidden(name, topic, _appId);
            if (entries.Count == 0)
                return BulkPublishOutcome.Done;
            var start = Metrics.IsEnabled ? Stopwatch.GetTimestamp() : 0;
            var call = new BulkPublishCall(binding.Broker, binding.BrokerTopic(topic), publication.Metadata, entries);
            try
            {
                await _resilience.ForComponent(name, ComponentKind.PubSub, FlowDirection.Outbound).ExecuteAsync(
                    static (call, token) => call.AttemptAsync(token),
                    call,
                    publication.StatusFamily == StatusFamily.Http ? BulkPublishCall.JudgeHttp : BulkPublishCall.JudgeGrpc,
                    cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is ComponentException or ResilienceException)
            {
                call.FailRest(exception);
            }

            Metrics.BulkPubSubEgress(name, topic, call.Failures.Count == 0, entries.Count - call.Failures.Count, start);
            return call.Failures.Count == 0
                ? BulkPublishOutcome.Done
                : new BulkPublishOutcome(call.Failures, PubSubProblems.Publish(name, topic, call.FirstError!.Message, call.FirstError));
        }
    }

    private List<BulkPublishEntry> Prepare(PubSubBinding binding, BulkPublication publication, bool isRaw, BulkPublishSpans spans)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var prepared = new List<BulkPublishEntry>(publication.Entries.Count);
        foreach (var entry in publication.Entries)
        {
            if (entry.EntryId.Length == 0 || !ids.Add(entry.EntryId))
                throw PubSubProblems.Entries(binding.Name, publication.Topic, _appId);
            var metadata = Merge(publication.Metadata, entry.Metadata);
            var (traceParent, traceState) = spans.Start(entry.EntryId);
            prepared.Add(isRaw
                ? entry with { Metadata = WithTrace(metadata, traceParent, traceState) }
                : entry with
                {
                    Data = Envelop(
                        binding,
                        Source(binding, publication.Topic, metadata, traceParent, traceState),
                        entry.Data,
                        entry.ContentType,
                        metadata),
                    ContentType = ContentTypes.CloudEvent,
                    Metadata = metadata,
                });
        }

        return prepared;
    }

    private static IReadOnlyDictionary<string, string> Merge(IReadOnlyDictionary<string, string> request, IReadOnlyDictionary<string, string> entry)
    {
        if (entry.Count == 0 || request.Count == 0)
            return entry.Count == 0 ? request : entry;
        var merged = new Dictionary<string, string>(request, StringComparer.Ordinal);
        foreach (var (key, value) in entry)
            merged[key] = value;
        return merged;
    }
}

using System.Diagnostics;
using System.Text.Json;
using Layotto.Components;
using Layotto.Components.PubSub;
using Layotto.Runtime.Errors;
using Layotto.Runtime.PubSub.Events;
using Layotto.Runtime.Resiliency;
using Layotto.Runtime.Telemetry;
using Layotto.Runtime.Telemetry.Metrics;

namespace Layotto.Runtime.PubSub;

/// <summary>
/// Publishing, whatever API it is called through: finds the component, holds the app to its scopes, makes the event, and publishes it under
/// the component's policies, or tells in an <see cref="ApiException"/> why it can't.
/// </summary>
public sealed partial class PubSubEngine
{
    private static readonly Task<bool> Published = Task.FromResult(true);

    private readonly PubSubTable _table;
    private readonly IResilience _resilience;
    private readonly string _appId;
    private readonly TimeProvider _time;

    /// <summary>Creates the engine.</summary>
    /// <param name="registry">Where the components are.</param>
    /// <param name="resilience">The policies.</param>
    /// <param name="appId">The app's id; empty for none.</param>
    /// <param name="appNamespace">The app's namespace; empty for none.</param>
    /// <param name="metrics">What is measured of the components; null for nothing.</param>
    /// <param name="tracer">Starts the spans of deliveries; null for none.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    public PubSubEngine(
        ComponentRegistry registry,
        IResilience resilience,
        string appId,
        string appNamespace,
        ComponentMetrics? metrics = null,
        Tracer? tracer = null,
        TimeProvider? timeProvider = null)
    {
        Metrics = metrics ?? GatewayMetrics.None.Components;
        Tracer = tracer ?? Tracer.Off;
        _table = new PubSubTable(registry, appId, appNamespace);
        _resilience = resilience;
        _appId = appId;
        _time = timeProvider ?? TimeProvider.System;
    }

    /// <summary>The components.</summary>
    internal PubSubTable Table => _table;

    /// <summary>What is measured of the components.</summary>
    internal ComponentMetrics Metrics { get; }

    /// <summary>Starts the spans of deliveries.</summary>
    internal Tracer Tracer { get; }

    /// <summary>Checks what a request names, before its body is even read.</summary>
    /// <exception cref="ApiException">There is no such component, no topic is named, or the metadata can't be read.</exception>
    public void Require(string pubSubName, string topic, IReadOnlyDictionary<string, string> metadata)
        => _ = Check(pubSubName, topic, metadata, out _);

    /// <summary>Publishes a message.</summary>
    /// <exception cref="ApiException">It wasn't published.</exception>
    public async ValueTask PublishAsync(Publication publication, CancellationToken cancellationToken)
    {
        var metadata = publication.Metadata;
        var checkedBinding = Check(publication.PubSubName, publication.Topic, metadata, out var isRaw);
        var request = isRaw
            ? new PublishRequest(
                publication.Topic, publication.Data, publication.ContentType, WithTrace(metadata, publication.TraceParent, publication.TraceState))
            : new PublishRequest(
                publication.Topic,
                Envelop(checkedBinding, Source(checkedBinding, publication.Topic, metadata, publication.TraceParent, publication.TraceState), publication.Data, publication.ContentType, metadata),
                ContentTypes.CloudEvent,
                metadata);
        var start = Metrics.IsEnabled ? Stopwatch.GetTimestamp() : 0;
        var success = false;
        try
        {
            await PublishAsync(publication.PubSubName, request, publication.StatusFamily, cancellationToken).ConfigureAwait(false);
            success = true;
        }
        finally
        {
            Metrics.PubSubEgress(publication.PubSubName, publication.Topic, success, start);
        }
    }

    /// <summary>Publishes a message as it is.</summary>
    /// <param name="pubSubName">The component.</param>
    /// <param name="request">The message, with the topic as the app calls it.</param>
    /// <param name="family">Which statuses retry policies go by.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ApiException">It wasn't published.</exception>
    internal async ValueTask PublishAsync(string pubSubName, PublishRequest request, StatusFamily family, CancellationToken cancellationToken)
        => await PublishAsync(pubSubName, request, family, hasReceipt: false, cancellationToken).ConfigureAwait(false);

    /// <summary>Publishes a message as it is, and tells when it is safe to forget it.</summary>
    /// <param name="pubSubName">The component.</param>
    /// <param name="request">The message, with the topic as the app calls it.</param>
    /// <param name="family">Which statuses retry policies go by.</param>
    /// <param name="hasReceipt">Whether a broker that holds messages in this process alone is waited for until it has delivered this one.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Done with true when the message is safe or delivered, with false when this process has lost it.</returns>
    /// <exception cref="ApiException">It wasn't published.</exception>
    internal async ValueTask<Task<bool>> PublishAsync(
        string pubSubName, PublishRequest request, StatusFamily family, bool hasReceipt, CancellationToken cancellationToken)
    {
        if (!_table.TryUse(pubSubName, out var binding, out var use))
            throw PubSubProblems.Gone(pubSubName, request.Topic);
        using (use)
        {
            if (!binding.Scopes.AllowsPublishing(request.Topic))
                throw PubSubProblems.Forbidden(pubSubName, request.Topic, _appId);
            var sent = request with { Topic = binding.BrokerTopic(request.Topic) };
            try
            {
                var policy = _resilience.ForComponent(pubSubName, ComponentKind.PubSub, FlowDirection.Outbound);
                if (policy.IsEmpty)
                    return await PublishAsync(binding.Broker, sent, hasReceipt, cancellationToken).ConfigureAwait(false);
                return await policy.ExecuteAsync(
                    static (call, token) => PublishAsync(call.Broker, call.Request, call.HasReceipt, token),
                    (binding.Broker, Request: sent, HasReceipt: hasReceipt),
                    family == StatusFamily.Http ? PublishStatus.Http : PublishStatus.Grpc,
                    cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is ComponentException or ResilienceException)
            {
                throw PubSubProblems.Publish(pubSubName, request.Topic, exception.Message, exception);
            }
        }
    }

    private static async ValueTask<Task<bool>> PublishAsync(IPubSub broker, PublishRequest request, bool hasReceipt, CancellationToken cancellationToken)
    {
        if (hasReceipt && broker is IVolatilePubSub holder)
            return await holder.PublishWithReceiptAsync(request, cancellationToken).ConfigureAwait(false);
        await broker.PublishAsync(request, cancellationToken).ConfigureAwait(false);
        return Published;
    }

    private PubSubBinding Check(string name, string topic, IReadOnlyDictionary<string, string> metadata, out bool isRaw)
    {
        if (name.Length == 0)
            throw PubSubProblems.NameEmpty(metadata);
        if (!_table.TryFind(name, out var binding, out var reason))
            throw reason is null ? PubSubProblems.NotFound(name) : PubSubProblems.NotReady(name, reason);
        if (topic.Length == 0)
            throw PubSubProblems.TopicEmpty(name, metadata);
        return PublishMetadata.TryReadRaw(metadata, out isRaw, out var problem) ? binding : throw PubSubProblems.Metadata(name, metadata, problem!);
    }

    private EventSource Source(
        PubSubBinding binding, string topic, IReadOnlyDictionary<string, string> metadata, string traceParent, string traceState)
    {
        var now = _time.GetUtcNow();
        var lifetime = PublishMetadata.ReadTimeToLive(binding.Name, metadata);
        var expiration = lifetime is { } time && !binding.ExpiresMessages ? now + time : (DateTimeOffset?)null;
        return new EventSource(binding.Name, topic, _appId, traceParent, traceState, now, expiration);
    }

    private ReadOnlyMemory<byte> Envelop(
        PubSubBinding binding, in EventSource source, ReadOnlyMemory<byte> data, string contentType, IReadOnlyDictionary<string, string> metadata)
    {
        if (!ContentTypes.IsCloudEvent(contentType))
            return EventWriter.Wrap(source, data, contentType, EventOverrides.Read(metadata));
        try
        {
            return EventCompleter.Complete(source, data);
        }
        catch (JsonException exception)
        {
            throw PubSubProblems.CloudEvent(binding.Name, _appId, exception.Message, exception);
        }
    }

    // A message without an envelope has nowhere else to carry its trace.
    private static IReadOnlyDictionary<string, string> WithTrace(IReadOnlyDictionary<string, string> metadata, string traceParent, string traceState)
    {
        if (traceParent.Length == 0)
            return metadata;
        var traced = new Dictionary<string, string>(metadata, StringComparer.Ordinal);
        traced.TryAdd(EventFields.TraceId, traceParent);
        traced.TryAdd(EventFields.TraceParent, traceParent);
        if (traceState.Length > 0)
            traced.TryAdd(EventFields.TraceState, traceState);
        return traced;
    }
}

using System.Diagnostics;
using Layotto.Components;
using Layotto.Components.Bindings;
using Layotto.Components.Metadata;
using Layotto.Runtime.Errors;
using Layotto.Runtime.Resiliency;
using Layotto.Runtime.State;
using Layotto.Runtime.Telemetry;
using Layotto.Runtime.Telemetry.Metrics;
using Microsoft.Extensions.Logging;

namespace Layotto.Runtime.Bindings;

/// <summary>What becomes of the events of input bindings: the app gets them under the binding's policy, and what it answers is done.</summary>
/// <param name="app">The app.</param>
/// <param name="bindings">Where answers are sent on to.</param>
/// <param name="state">Where the state of answers is saved.</param>
/// <param name="resilience">The policies around deliveries.</param>
/// <param name="logger">Where failures are told.</param>
/// <param name="tracer">Starts the spans of events.</param>
/// <param name="metrics">What is measured of events.</param>
internal sealed class BindingEvents(
    IBindingApp app, BindingEngine bindings, StateEngine state, IResilience resilience, ILogger logger, Tracer tracer, ComponentMetrics metrics)
{
    // What an answer asked for and nobody waits for.
    private readonly BackgroundWork _background = new();

    /// <summary>The app's path for a binding's events: its <c>route</c>, or else its name.</summary>
    public static string RouteOf(ComponentInstance instance)
        => instance.Metadata[RuntimeMetadataKeys.Route] is { Length: > 0 } route ? route : instance.Name;

    /// <summary>Handles an event.</summary>
    /// <returns>What the app answered.</returns>
    /// <exception cref="ComponentException">The app hasn't taken it.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> HandleAsync(ComponentInstance instance, BindingEvent received, CancellationToken cancellationToken)
    {
        var span = tracer.StartBindingEvent(instance.Name, TraceOf(received));
        try
        {
            return await HandleAsync(instance, WithTrace(received, span.Context), span, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            span.End();
        }
    }

    /// <summary>Waits for what answers asked for.</summary>
    public Task DrainAsync(CancellationToken cancellationToken) => _background.DrainAsync(cancellationToken);

    private async ValueTask<ReadOnlyMemory<byte>> HandleAsync(
        ComponentInstance instance, BindingEvent received, TraceSpan span, CancellationToken cancellationToken)
    {
        var name = instance.Name;
        BindingDelivery delivery;
        try
        {
            var call = (Events: this, name, Route: RouteOf(instance), received);
            delivery = await resilience.ForComponent(name, ComponentKind.Bindings, FlowDirection.Inbound)
                .ExecuteAsync(
                    static (call, token) => call.Events.AttemptAsync(call.name, call.Route, call.received, token), call, Judge, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (ResilienceException exception)
        {
            throw Refused(name, span, exception.Message, exception);
        }

        if (delivery.Error is { } error)
            throw Refused(name, span, error);
        if (delivery.States.Count > 0)
            _background.Add(SaveAsync(delivery));
        if (delivery.To.Count > 0)
            await SendAsync(delivery, cancellationToken).ConfigureAwait(false);
        return delivery.Data;
    }

    // Dapr counts each attempt.
    private async ValueTask<BindingDelivery> AttemptAsync(string name, string route, BindingEvent received, CancellationToken cancellationToken)
    {
        var start = metrics.IsEnabled ? Stopwatch.GetTimestamp() : 0;
        var isTaken = false;
        try
        {
            var delivery = await app.DeliverAsync(name, route, received, cancellationToken).ConfigureAwait(false);
            isTaken = delivery.Error is null;
            return delivery;
        }
        finally
        {
            metrics.InputBinding(name, isTaken, start);
        }
    }

    private static AttemptStatus Judge(BindingDelivery? delivery, Exception? exception) => delivery?.Status ?? AttemptStatus.Failure;

    private static TraceContext TraceOf(BindingEvent received)
        => TraceHeaders.Read(received.Metadata.GetValueOrDefault(TraceHeaders.TraceParent), received.Metadata.GetValueOrDefault(TraceHeaders.TraceState));

    // The app gets the trace with the rest of what is known of the event.
    private static BindingEvent WithTrace(BindingEvent received, TraceContext trace)
    {
        if (!trace.IsValid || trace == TraceOf(received))
            return received;
        var metadata = new Dictionary<string, string>(received.Metadata, StringComparer.Ordinal) { [TraceHeaders.TraceParent] = trace.ToTraceParent() };
        metadata.Remove(TraceHeaders.TraceState);
        if (trace.State is { } state)
            metadata[TraceHeaders.TraceState] = state;
        return new BindingEvent { Data = received.Data, ContentType = received.ContentType, Metadata = metadata };
    }

    private ComponentException Refused(string name, TraceSpan span, string reason, Exception? exception = null)
    {
        span.SetError(reason);
        BindingLog.Refused(logger, name, reason);
        return new ComponentException(reason, exception);
    }

    // The event counts as taken whatever comes of this, as in Dapr: the app has handled it.
    private async Task SaveAsync(BindingDelivery delivery)
    {
        try
        {
            await state.SaveAsync(delivery.StoreName, delivery.States, CancellationToken.None).ConfigureAwait(false);
        }
        catch (ApiException exception)
        {
            BindingLog.StateFailed(logger, exception.Message);
        }
    }

    private async Task SendAsync(BindingDelivery delivery, CancellationToken cancellationToken)
    {
        var request = new BindingRequest(BindingOperations.Create, delivery.Data, BindingEvent.NoMetadata);
        if (delivery.IsParallel)
        {
            foreach (var name in delivery.To)
                _background.Add(SendAsync(name, request, CancellationToken.None));
            return;
        }

        foreach (var name in delivery.To)
        {
            if (!await SendAsync(name, request, cancellationToken).ConfigureAwait(false))
                return;
        }
    }

    private async Task<bool> SendAsync(string name, BindingRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await bindings.InvokeAsync(name, request, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (ApiException exception)
        {
            BindingLog.ResponseFailed(logger, exception.Message);
            return false;
        }
    }
}

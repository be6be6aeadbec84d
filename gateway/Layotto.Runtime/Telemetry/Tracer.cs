using System.Diagnostics;

namespace Layotto.Runtime.Telemetry;

/// <summary>Starts spans: decides whether a call is sampled, and makes a span only then.</summary>
/// <remarks>
/// The decision is the caller's where the call has a trace context, and the sampler's where it hasn't. A call that isn't sampled
/// costs no more than the identifiers its answer carries.
/// </remarks>
public sealed class Tracer
{
    // A method is a path, which a caller can make as long as a request's head may be.
    private const int LongestMethod = 256;

    /// <summary>Creates the tracer.</summary>
    /// <param name="mode">What to do about traces.</param>
    /// <param name="sampler">Decides which new traces are sampled.</param>
    public Tracer(TraceMode mode, TraceSampler sampler)
    {
        Mode = mode;
        Sampler = sampler;
    }

    /// <summary>A tracer that does nothing.</summary>
    public static Tracer Off { get; } = new(TraceMode.Off, new TraceSampler(0));

    /// <summary>What it does about traces.</summary>
    public TraceMode Mode { get; }

    /// <summary>Decides which new traces are sampled.</summary>
    public TraceSampler Sampler { get; }

    /// <summary>
    /// What a setting makes of it, as in Dapr: a rate of 0 is off; without a rate and without an exporter contexts are passed on, and
    /// everything else records.
    /// </summary>
    /// <param name="samplingRate">The rate as written; empty for none.</param>
    /// <param name="hasExporter">Whether anything takes spans.</param>
    public static Tracer Create(string samplingRate, bool hasExporter)
    {
        var rate = TraceSampler.ParseRate(samplingRate);
        if (rate == 0)
            return Off;
        return new Tracer(samplingRate.Length == 0 && !hasExporter ? TraceMode.Propagate : TraceMode.Record, new TraceSampler(rate));
    }

    /// <summary>Starts a span.</summary>
    /// <param name="name">Its name; <see cref="TraceSpan.SetName"/> can correct it later.</param>
    /// <param name="kind">
    /// What it stands for. Dapr's are client spans for calls of its APIs and for calls to the app, server spans for calls of another
    /// sidecar, and producer spans for the events of a bulk publish.
    /// </param>
    /// <param name="parent">The context it came with, or the span it is a part of; the default value for none.</param>
    public TraceSpan Start(string name, ActivityKind kind, TraceContext parent)
    {
        if (Mode == TraceMode.Off)
            return new TraceSpan(null, parent);
        var context = parent.IsValid ? parent : TraceContext.Create(Sampler);
        if (Mode != TraceMode.Record || !context.IsSampled || !Tracing.Source.HasListeners())
            return new TraceSpan(null, context);

        // Nothing of the gateway goes by the ambient activity: spans are handed on, so that a call that isn't recorded never
        // becomes the child of one that is, and no HTTP client adds headers of its own.
        var ambient = Activity.Current;
        Activity.Current = null;
        var start = parent.IsValid ? parent : context with { SpanId = 0 };
        var activity = Tracing.Source.StartActivity(kind, start.ToActivityContext(), name: name);
        Activity.Current = ambient;
        return activity is null ? new TraceSpan(null, context) : new TraceSpan(activity, TraceContext.Of(activity));
    }

    /// <summary>Starts the span of an event's delivery to the app (<c>pubsub/TOPIC</c>).</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="parent">The context in the event's <c>traceparent</c>; the default value for none.</param>
    public TraceSpan StartDelivery(string topic, TraceContext parent)
    {
        var span = Start($"pubsub/{topic}", ActivityKind.Client, parent);
        span.SetAttribute(SpanAttributes.MessagingSystem, SpanAttributes.PubSub);
        span.SetAttribute(SpanAttributes.MessagingDestination, topic);
        return span;
    }

    /// <summary>Starts the span of an input binding's event (<c>bindings/NAME</c>).</summary>
    /// <param name="name">The binding.</param>
    /// <param name="parent">The context in the event's metadata; the default value for none.</param>
    public TraceSpan StartBindingEvent(string name, TraceContext parent)
    {
        var span = Start($"bindings/{name}", ActivityKind.Client, parent);
        span.SetAttribute(SpanAttributes.DatabaseName, name);
        span.SetAttribute(SpanAttributes.RpcService, SpanAttributes.Dapr);
        span.SetAttribute(SpanAttributes.DatabaseSystem, SpanAttributes.Bindings);
        return span;
    }

    /// <summary>Starts the span of a call that another sidecar makes to this app (<c>CallLocal/APP/METHOD</c>).</summary>
    /// <param name="appId">This app.</param>
    /// <param name="method">The method that is called.</param>
    /// <param name="parent">The context of the call between the sidecars; the default value for none.</param>
    public TraceSpan StartCallLocal(string appId, string method, TraceContext parent)
    {
        var span = Start("CallLocal", ActivityKind.Server, parent);
        if (!span.IsRecorded)
            return span;
        if (method.Length > LongestMethod)
            method = method[..LongestMethod];
        span.SetName($"CallLocal/{appId}/{method}");
        span.SetAttribute(SpanAttributes.RpcService, SpanAttributes.ServiceInvocation);
        span.SetAttribute(SpanAttributes.InvokeMethod, method);
        span.SetAttribute(SpanAttributes.Protocol, SpanAttributes.Grpc);
        return span;
    }
}

namespace Layotto.Runtime.Telemetry.Metrics;

/// <summary>What components are used for: a count and a latency for each operation, by component and success.</summary>
public sealed class ComponentMetrics
{
    private readonly string _namespace;
    private readonly CountedLatency? _state;
    private readonly CountedLatency? _secret;
    private readonly CountedLatency? _configuration;
    private readonly CountedLatency? _crypto;
    private readonly CountedLatency? _inputBinding;
    private readonly CountedLatency? _outputBinding;
    private readonly CountedLatency? _ingress;
    private readonly CountedLatency? _egress;
    private readonly CountedLatency? _bulkIngress;
    private readonly CountedLatency? _bulkEgress;
    private readonly MetricFamily<Counter>? _bulkIngressEvents;
    private readonly MetricFamily<Counter>? _bulkEgressEvents;

    internal ComponentMetrics(MetricRegistry? registry, GatewayMetricsOptions options)
    {
        _namespace = options.Namespace;
        if (registry is null)
            return;
        string[] operation = ["component", "namespace", "operation", "success"];
        string[] binding = ["component", "namespace", "success"];
        string[] topic = ["component", "namespace", "success", "topic"];
        string[] delivery = ["component", "namespace", "process_status", "status", "topic"];
        string[] bulkDelivery = ["component", "namespace", "topic"];
        _state = Declare("state", "The number of operations performed on the state component.", "The latency of the response from the state component.", operation);
        _secret = Declare("secret", "The number of operations performed on the secret component.", "The latency of the response from the secret component.", operation);
        _configuration = Declare("configuration", "The number of operations performed on the configuration component.", "The latency of the response from the configuration component.", operation);
        _crypto = Declare("crypto", "The number of operations performed on the crypto component.", "The latency of the response from the crypto component.", operation);
        _outputBinding = Declare("output_binding", "The number of operations invoked on the output binding component.", "The latency of the response from the output binding component.", operation);
        _inputBinding = Declare("input_binding", "The number of incoming events arriving from the input binding component.", "The triggered app event processing latency.", binding);
        _ingress = Declare("pubsub_ingress", "The number of incoming messages arriving from the pub/sub component.", "The consuming app event processing latency.", delivery);
        _egress = Declare("pubsub_egress", "The number of outgoing messages published to the pub/sub component.", "The latency of the response from the pub/sub component.", topic);
        _bulkIngress = Declare("pubsub_ingress_bulk", "The number of incoming bulk subscribe calls arriving from the bulk pub/sub component.", "The consuming app event processing latency for the bulk pub/sub component.", bulkDelivery);
        _bulkEgress = Declare("pubsub_egress_bulk", "The number of bulk publish calls to the pub/sub component.", "The latency of the response for the bulk publish call from the pub/sub component.", topic);
        _bulkIngressEvents = registry.Counter(
            "dapr_component_pubsub_ingress_bulk_event_count", "The number of incoming messages arriving from the bulk pub/sub component.", ["component", "namespace", "process_status", "topic"]);
        _bulkEgressEvents = registry.Counter(
            "dapr_component_pubsub_egress_bulk_event_count", "The number of outgoing messages published through the bulk publish API.", topic);

        CountedLatency Declare(string name, string countHelp, string latencyHelp, string[] labels) => new(
            registry.Counter($"dapr_component_{name}_count", countHelp, labels),
            registry.Histogram($"dapr_component_{name}_latencies", latencyHelp, options.Latencies, labels));
    }

    /// <summary>Whether anything is measured.</summary>
    public bool IsEnabled => _state is not null;

    /// <summary>One operation of a state store, to be kept.</summary>
    /// <param name="store">The store.</param>
    /// <param name="operation"><c>get</c>, <c>set</c>, <c>delete</c>, <c>bulk_get</c>, <c>bulk_delete</c>, <c>query</c> or <c>transaction</c>.</param>
    public OperationMetrics State(string store, string operation) 
        => _state is null ? OperationMetrics.None : new OperationMetrics(_state, store, _namespace, operation);

    /// <summary>A secret store was read.</summary>
    /// <param name="store">The store.</param>
    /// <param name="operation"><c>get</c> or <c>bulk_get</c>.</param>
    /// <param name="success">Whether it succeeded.</param>
    /// <param name="start">When it began.</param>
    public void Secret(string store, string operation, bool success, long start)
        => _secret?.Record(start, store, _namespace, operation, CountedLatency.Text(success));

    /// <summary>A configuration store was used.</summary>
    /// <param name="store">The store.</param>
    /// <param name="operation"><c>get</c>, <c>subscribe</c> or <c>unsubscribe</c>.</param>
    /// <param name="success">Whether it succeeded.</param>
    /// <param name="start">When it began.</param>
    public void Configuration(string store, string operation, bool success, long start)
        => _configuration?.Record(start, store, _namespace, operation, CountedLatency.Text(success));

    /// <summary>A crypto component was used.</summary>
    /// <param name="component">The component.</param>
    /// <param name="operation"><c>crypto_op</c>, or <c>get</c> for a key that was read.</param>
    /// <param name="success">Whether it succeeded.</param>
    /// <param name="start">When it began.</param>
    public void Crypto(string component, string operation, bool success, long start)
        => _crypto?.Record(start, component, _namespace, operation, CountedLatency.Text(success));

    /// <summary>An output binding was invoked.</summary>
    /// <param name="name">The binding.</param>
    /// <param name="operation">The operation, as the caller named it.</param>
    /// <param name="success">Whether it succeeded.</param>
    /// <param name="start">When it began.</param>
    public void OutputBinding(string name, string operation, bool success, long start)
        => _outputBinding?.Record(start, name, _namespace, operation, CountedLatency.Text(success));

    /// <summary>An event of an input binding was handed to the app.</summary>
    /// <param name="name">The binding.</param>
    /// <param name="success">Whether the app took it.</param>
    /// <param name="start">When the app was called.</param>
    public void InputBinding(string name, bool success, long start)
        => _inputBinding?.Record(start, name, _namespace, CountedLatency.Text(success));

    /// <summary>A message arrived and was dealt with.</summary>
    /// <param name="component">The pub/sub component.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="processStatus">What became of it: <c>success</c>, <c>retry</c> or <c>drop</c>.</param>
    /// <param name="start">When the app was called; 0 when it wasn't.</param>
    /// <param name="status">How the app answered, where that isn't the same: <c>success</c> with a drop that the app asked for.</param>
    public void PubSubIngress(string component, string topic, string processStatus, long start, string? status = null)
        => _ingress?.Record(start, component, _namespace, processStatus, status ?? processStatus, topic);

    /// <summary>A message was published.</summary>
    /// <param name="component">The pub/sub component.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="success">Whether the broker took it.</param>
    /// <param name="start">When it was handed over.</param>
    public void PubSubEgress(string component, string topic, bool success, long start)
        => _egress?.Record(start, component, _namespace, CountedLatency.Text(success), topic);

    /// <summary>Several messages arrived together and were handed to the app.</summary>
    /// <param name="component">The pub/sub component.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="start">When the app was called.</param>
    public void BulkPubSubIngress(string component, string topic, long start) => _bulkIngress?.Record(start, component, _namespace, topic);

    /// <summary>What became of messages that arrived together.</summary>
    /// <param name="component">The pub/sub component.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="processStatus"><c>success</c>, <c>retry</c> or <c>drop</c>.</param>
    /// <param name="events">How many.</param>
    public void BulkPubSubIngressEvents(string component, string topic, string processStatus, long events)
    {
        if (events > 0)
            _bulkIngressEvents?.Get(component, _namespace, processStatus, topic).Add(events);
    }

    /// <summary>Several messages were published together.</summary>
    /// <param name="component">The pub/sub component.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="success">Whether the broker took all of them.</param>
    /// <param name="published">How many it took.</param>
    /// <param name="start">When they were handed over.</param>
    public void BulkPubSubEgress(string component, string topic, bool success, long published, long start)
    {
        _bulkEgress?.Record(start, component, _namespace, CountedLatency.Text(success), topic);
        if (published > 0)
            _bulkEgressEvents?.Get(component, _namespace, CountedLatency.Text(true), topic).Add(published);
    }
}

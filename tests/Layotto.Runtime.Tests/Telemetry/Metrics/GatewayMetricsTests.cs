using System.Diagnostics;
using Layotto.Runtime.Errors;
using Layotto.Runtime.Resiliency;
using Layotto.Runtime.Telemetry.Metrics;

namespace Layotto.Runtime.Tests.Telemetry.Metrics;

/// <summary>The names and labels of what is measured: those of Dapr.</summary>
public sealed class GatewayMetricsTests
{
    [Theory]
    [InlineData("v1.0/state/mystore/some/key", "/v1.0/state/mystore")]
    [InlineData("v1.0/secrets/vault/bulk", "/v1.0/secrets/vault")]
    [InlineData("v1.0/state", "/v1.0/state")]
    [InlineData("v1.0/actors/type/id/method/foo", "/v1.0/actors/type/{id}/method")]
    [InlineData("v1.0/actors/type/a-very-long-id/reminders/name", "/v1.0/actors/type/{id}/reminders")]
    [InlineData("v1.0/actors/type/id", "/v1.0/actors/type/id")]
    [InlineData("actors/type/id/method/foo", "/actors/type/{id}/method/foo")]
    [InlineData("v1.0/workflows/dapr/17", "/v1.0/workflows/dapr/{instanceId}")]
    [InlineData("v1.0/workflows/dapr/name/start", "/v1.0/workflows/dapr/name/start")]
    [InlineData("v1.0/workflows/dapr/17/terminate", "/v1.0/workflows/dapr/{instanceId}/terminate")]
    [InlineData("v1.0/workflows/dapr/17/raiseEvent/happened", "/v1.0/workflows/dapr/{instanceId}/raiseEvent/{eventName}")]
    [InlineData("v1.0/invoke/myapp/method/hi", "/v1.0/invoke/myapp/method/hi")]
    [InlineData("v1.0/invoke/myapp/method/a%20b", "/v1.0/invoke/myapp/method/a b")]
    [InlineData("v1.0/healthz", "/v1.0/healthz")]
    [InlineData("", "/")]
    public void With_increased_cardinality_the_path_is_a_label_without_keys_and_ids(string path, string label)
    {
        var metrics = Page.Metrics();

        Record(metrics, path);

        Assert.Contains($$"""dapr_http_server_request_count{app_id="app",method="GET",path="{{label}}",status="200"} 1""", Page.Samples(metrics));
        Assert.Contains($$"""dapr_http_server_response_count{app_id="app",method="GET",path="{{label}}",status="200"} 1""", Page.Samples(metrics));
        Assert.Contains($$"""dapr_http_server_latency_count{app_id="app",method="GET",path="{{label}}",status="200"} 1""", Page.Samples(metrics));
    }

    [Fact]
    public void Without_it_there_is_one_path_and_no_response_count()
    {
        var metrics = Page.Metrics(new GatewayMetricsOptions { IncreasedCardinality = false });

        Record(metrics, "v1.0/state/mystore/key");
        Record(metrics, "v1.0/invoke/myapp/method/hi");

        Assert.Equal(
            [
                """dapr_http_server_latency_count{app_id="app",method="GET",path="",status="200"} 2""",
                """dapr_http_server_request_bytes_count{app_id="app"} 2""",
                """dapr_http_server_request_count{app_id="app",method="GET",path="",status="200"} 2""",
                """dapr_http_server_response_bytes_count{app_id="app"} 2""",
            ],
            Page.Samples(metrics));
    }

    [Theory]
    [InlineData(false, "v1.0/invoke/myapp/method/orders/1111", "/v1.0/invoke/myapp/method/orders/{orderID}")]
    [InlineData(false, "v1.0/invoke/myapp/method/orders/1234", "/v1.0/invoke/myapp/method/orders/1234")]
    [InlineData(false, "v1.0/invoke/myapp/method/orders", "/v1.0/invoke/myapp/method/orders")]
    [InlineData(false, "v1.0/invoke/other/method/items/7/parts", "/v1.0/invoke/{app_id}/method/items/")]
    [InlineData(false, "v1.0/invoke/other/method/items", "/v1.0/invoke/{app_id}/method/items/")]
    [InlineData(false, "v1.0/state/mystore/foo", "/v1.0/state/mystore/{key}")]
    [InlineData(false, "v1.0/invoke/myapp/method/elsewhere", "")]
    [InlineData(false, "files/a/b/c", "/files/{rest...}")]
    [InlineData(true, "v1.0/invoke/myapp/method/orders/1111", "/v1.0/invoke/myapp/method/orders/{orderID}")]
    [InlineData(true, "v1.0/invoke/myapp/method/elsewhere", "/v1.0/invoke/myapp/method/elsewhere")]
    [InlineData(true, "v1.0/state/other/foo", "/v1.0/state/other")]
    public void The_most_specific_pattern_is_the_label(bool increasedCardinality, string path, string label)
    {
        var metrics = Page.Metrics(new GatewayMetricsOptions
        {
            IncreasedCardinality = increasedCardinality,
            PathMatching =
            [
                "/v1.0/invoke/myapp/method/orders/{orderID}", "/v1.0/invoke/myapp/method/orders/1234", "/v1.0/invoke/myapp/method/orders", "items/",
                "/v1.0/state/mystore/{key}", "/files/{rest...}",
            ],
        });

        Record(metrics, path);

        Assert.Contains($$"""dapr_http_server_request_count{app_id="app",method="GET",path="{{label}}",status="200"} 1""", Page.Samples(metrics));
    }

    [Fact]
    public void Verbs_are_known_ones_or_left_out()
    {
        var metrics = Page.Metrics();
        metrics.Http.Completed("x", "BREW", 418, null, 0, Stopwatch.GetTimestamp());
        Assert.Contains("""dapr_http_server_request_count{app_id="app",method="UNKNOWN",path="/x",status="418"} 1""", Page.Samples(metrics));

        var without = Page.Metrics(new GatewayMetricsOptions { ExcludeVerbs = true });
        without.Http.Completed("x", "PUT", 200, null, 0, Stopwatch.GetTimestamp());
        Assert.Contains("""dapr_http_server_request_count{app_id="app",method="",path="/x",status="200"} 1""", Page.Samples(without));
    }

    [Fact]
    public void Paths_that_callers_make_up_are_bounded()
    {
        var metrics = new GatewayMetrics(Page.Registry(maxSeries: 10), new GatewayMetricsOptions());

        for (var path = 0; path < 1000; path++)
            Record(metrics, $"v1.0/invoke/myapp/method/{path}");

        Assert.Contains("""dapr_http_server_request_count{app_id="app",method="_overflow",path="_overflow",status="_overflow"} 990""", Page.Samples(metrics));
        Assert.InRange(Page.Samples(metrics).Count(), 1, 50);
    }

    [Fact]
    public void Every_area_has_the_names_and_labels_of_Dapr()
    {
        var metrics = Page.Metrics(new GatewayMetricsOptions { Namespace = "space", RecordErrorCodes = true });
        var start = Stopwatch.GetTimestamp();
        metrics.Components.State("store", "get").Record(start, success: true);
        metrics.Components.Secret("vault", "bulk_get", success: false, start);
        metrics.Components.Configuration("settings", "subscribe", success: true, start);
        metrics.Components.Crypto("keys", "crypto_op", success: true, start);
        metrics.Components.OutputBinding("mail", "create", success: true, start);
        metrics.Components.InputBinding("timer", success: true, start);
        metrics.Components.PubSubIngress("bus", "orders", "drop", start, "success");
        metrics.Components.PubSubIngress("bus", "orders", "retry", 0);
        metrics.Components.PubSubEgress("bus", "orders", success: true, start);
        metrics.Components.BulkPubSubIngress("bus", "orders", start);
        metrics.Components.BulkPubSubIngressEvents("bus", "orders", "success", 7);
        metrics.Components.BulkPubSubEgress("bus", "orders", success: false, published: 3, start);
        metrics.Runtime.ComponentInitialized("state.redis");
        metrics.Runtime.ComponentInitFailed("state.redis", "init", "store");
        metrics.Runtime.AccessDecided(isAllowed: false, byAppPolicy: true, "caller", "theirs", "public");
        metrics.Invocation.RequestSent("other");
        metrics.Invocation.RequestReceived("caller");
        metrics.Invocation.ResponseSent("caller", 200);
        metrics.Invocation.ResponseReceived("other", 200, start);
        metrics.Invocation.ResponseReceived("other", 14, start, isStream: true);
        metrics.Resiliency.PolicyLoaded("policies", "space");
        metrics.Resiliency.PolicyApplied("policies", "space", "retry", "outbound", "app_other");
        metrics.Resiliency.PolicyActivated("policies", "space", "circuitbreaker", "inbound", "pubsub_bus", "open");
        metrics.Errors.Record(new ErrorCode("ERR_STATE_SAVE", "state"));
        metrics.Grpc.Completed("/dapr.proto.runtime.v1.Dapr/SaveState", 1, 10, 0, start);
        metrics.GrpcClient.Completed("/dapr.proto.runtime.v1.AppCallback/OnInvoke", 99, 0, 0, start);
        metrics.GrpcClient.ProbeCompleted(0, start);
        metrics.HttpClient.Completed("GET", "/dapr/config", 200, 0, 4, start);
        metrics.HttpClient.ProbeCompleted(200, start);

        Assert.Equal(
            """
            dapr_component_configuration_count{app_id="app",component="settings",namespace="space",operation="subscribe",success="true"} 1
            dapr_component_configuration_latencies_count{app_id="app",component="settings",namespace="space",operation="subscribe",success="true"} 1
            dapr_component_crypto_count{app_id="app",component="keys",namespace="space",operation="crypto_op",success="true"} 1
            dapr_component_crypto_latencies_count{app_id="app",component="keys",namespace="space",operation="crypto_op",success="true"} 1
            dapr_component_input_binding_count{app_id="app",component="timer",namespace="space",success="true"} 1
            dapr_component_input_binding_latencies_count{app_id="app",component="timer",namespace="space",success="true"} 1
            dapr_component_output_binding_count{app_id="app",component="mail",namespace="space",operation="create",success="true"} 1
            dapr_component_output_binding_latencies_count{app_id="app",component="mail",namespace="space",operation="create",success="true"} 1
            dapr_component_pubsub_egress_bulk_count{app_id="app",component="bus",namespace="space",success="false",topic="orders"} 1
            dapr_component_pubsub_egress_bulk_event_count{app_id="app",component="bus",namespace="space",success="true",topic="orders"} 3
            dapr_component_pubsub_egress_bulk_latencies_count{app_id="app",component="bus",namespace="space",success="false",topic="orders"} 1
            dapr_component_pubsub_egress_count{app_id="app",component="bus",namespace="space",success="true",topic="orders"} 1
            dapr_component_pubsub_egress_latencies_count{app_id="app",component="bus",namespace="space",success="true",topic="orders"} 1
            dapr_component_pubsub_ingress_bulk_count{app_id="app",component="bus",namespace="space",topic="orders"} 1
            dapr_component_pubsub_ingress_bulk_event_count{app_id="app",component="bus",namespace="space",process_status="success",topic="orders"} 7
            dapr_component_pubsub_ingress_bulk_latencies_count{app_id="app",component="bus",namespace="space",topic="orders"} 1
            dapr_component_pubsub_ingress_count{app_id="app",component="bus",namespace="space",process_status="drop",status="success",topic="orders"} 1
            dapr_component_pubsub_ingress_count{app_id="app",component="bus",namespace="space",process_status="retry",status="retry",topic="orders"} 1
            dapr_component_pubsub_ingress_latencies_count{app_id="app",component="bus",namespace="space",process_status="drop",status="success",topic="orders"} 1
            dapr_component_secret_count{app_id="app",component="vault",namespace="space",operation="bulk_get",success="false"} 1
            dapr_component_secret_latencies_count{app_id="app",component="vault",namespace="space",operation="bulk_get",success="false"} 1
            dapr_component_state_count{app_id="app",component="store",namespace="space",operation="get",success="true"} 1
            dapr_component_state_latencies_count{app_id="app",component="store",namespace="space",operation="get",success="true"} 1
            dapr_error_code_total{app_id="app",category="state",error_code="ERR_STATE_SAVE"} 1
            dapr_grpc_io_client_completed_rpcs{app_id="app",grpc_client_method="/dapr.proto.runtime.v1.AppCallback/OnInvoke",grpc_client_status="Unknown"} 1
            dapr_grpc_io_client_received_bytes_per_rpc_count{app_id="app",grpc_client_method="/dapr.proto.runtime.v1.AppCallback/OnInvoke"} 1
            dapr_grpc_io_client_roundtrip_latency_count{app_id="app",grpc_client_method="/dapr.proto.runtime.v1.AppCallback/OnInvoke",grpc_client_status="Unknown"} 1
            dapr_grpc_io_client_sent_bytes_per_rpc_count{app_id="app",grpc_client_method="/dapr.proto.runtime.v1.AppCallback/OnInvoke"} 1
            dapr_grpc_io_healthprobes_completed_count{app_id="app",grpc_client_status="OK"} 1
            dapr_grpc_io_healthprobes_roundtrip_latency_count{app_id="app",grpc_client_status="OK"} 1
            dapr_grpc_io_server_completed_rpcs{app_id="app",grpc_server_method="/dapr.proto.runtime.v1.Dapr/SaveState",grpc_server_status="Canceled"} 1
            dapr_grpc_io_server_received_bytes_per_rpc_count{app_id="app",grpc_server_method="/dapr.proto.runtime.v1.Dapr/SaveState"} 1
            dapr_grpc_io_server_sent_bytes_per_rpc_count{app_id="app",grpc_server_method="/dapr.proto.runtime.v1.Dapr/SaveState"} 1
            dapr_grpc_io_server_server_latency_count{app_id="app",grpc_server_method="/dapr.proto.runtime.v1.Dapr/SaveState",grpc_server_status="Canceled"} 1
            dapr_http_client_completed_count{app_id="app",method="GET",path="/dapr/config",status="200"} 1
            dapr_http_client_received_bytes_count{app_id="app"} 1
            dapr_http_client_roundtrip_latency_count{app_id="app",method="GET",path="/dapr/config",status="200"} 1
            dapr_http_client_sent_bytes_count{app_id="app",method="GET",path="/dapr/config",status=""} 1
            dapr_http_healthprobes_completed_count{app_id="app",status="200"} 1
            dapr_http_healthprobes_roundtrip_latency_count{app_id="app",status="200"} 1
            dapr_resiliency_activations_total{app_id="app",flow_direction="inbound",name="policies",namespace="space",policy="circuitbreaker",status="open",target="pubsub_bus"} 1
            dapr_resiliency_count{app_id="app",flow_direction="outbound",name="policies",namespace="space",policy="retry",status="",target="app_other"} 1
            dapr_resiliency_loaded{app_id="app",name="policies",namespace="space"} 1
            dapr_runtime_acl_app_policy_action_blocked_total{app_id="caller",namespace="theirs",trustDomain="public"} 1
            dapr_runtime_component_init_fail_total{app_id="app",component="state.redis",componentName="store",reason="init"} 1
            dapr_runtime_component_init_total{app_id="app",component="state.redis"} 1
            dapr_runtime_component_loaded{app_id="app"} 1
            dapr_runtime_service_invocation_req_recv_total{app_id="app",src_app_id="caller"} 1
            dapr_runtime_service_invocation_req_sent_total{app_id="app",dst_app_id="other",type="unary"} 1
            dapr_runtime_service_invocation_res_recv_latency_ms_count{app_id="app",src_app_id="other",status="200"} 1
            dapr_runtime_service_invocation_res_recv_total{app_id="app",src_app_id="other",status="14",type="streaming"} 1
            dapr_runtime_service_invocation_res_recv_total{app_id="app",src_app_id="other",status="200",type="unary"} 1
            dapr_runtime_service_invocation_res_sent_total{app_id="app",dst_app_id="caller",status="200"} 1
            """.Split('\n', StringSplitOptions.TrimEntries),
            Page.Samples(metrics).Where(line => !line.EndsWith(" 0", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_circuit_breaker_is_in_one_state()
    {
        var metrics = Page.Metrics();

        metrics.Resiliency.PolicyApplied("policies", "space", "circuitbreaker", "outbound", "app_other", "closed");
        metrics.Resiliency.BreakerState("policies", "space", "outbound", "app_other", "open");

        var states = Page.Samples(metrics).Where(line => line.StartsWith("dapr_resiliency_cb_state", StringComparison.Ordinal)).ToList();
        Assert.Equal(4, states.Count);
        Assert.Contains("""status="open",target="app_other"} 1""", Assert.Single(states, line => line.EndsWith('1')), StringComparison.Ordinal);
    }

    [Fact]
    public void Policies_are_told_by_whoever_applies_them()
    {
        var metrics = Page.Metrics();
        IResilienceObserver observer = metrics.Resiliency;
        var target = new PolicyTarget("policies", "space", "Statestore_store", FlowDirection.Outbound);

        observer.OnLoaded("policies", "space");
        observer.OnApplied(target, PolicyKind.Timeout, null);
        observer.OnApplied(target, PolicyKind.CircuitBreaker, CircuitState.Closed);
        observer.OnActivated(target, PolicyKind.CircuitBreaker, CircuitState.HalfOpen);

        Assert.Equal(
            """
            dapr_resiliency_activations_total{app_id="app",flow_direction="outbound",name="policies",namespace="space",policy="circuitbreaker",status="half-open",target="Statestore_store"} 1
            dapr_resiliency_cb_state{app_id="app",flow_direction="outbound",name="policies",namespace="space",policy="circuitbreaker",status="half-open",target="Statestore_store"} 1
            dapr_resiliency_count{app_id="app",flow_direction="outbound",name="policies",namespace="space",policy="circuitbreaker",status="closed",target="Statestore_store"} 1
            dapr_resiliency_count{app_id="app",flow_direction="outbound",name="policies",namespace="space",policy="timeout",status="",target="Statestore_store"} 1
            dapr_resiliency_loaded{app_id="app",name="policies",namespace="space"} 1
            """.Split('\n', StringSplitOptions.TrimEntries),
            Page.Samples(metrics).Where(line => line.EndsWith(" 1", StringComparison.Ordinal)));
    }

    [Fact]
    public void Nothing_is_declared_when_nothing_is_measured()
    {
        GatewayMetrics.None.Http.Completed("x", "GET", 200, 1, 1, 1);
        GatewayMetrics.None.Errors.Record(new ErrorCode("ERR_STATE_SAVE", "state"));

        Assert.False(GatewayMetrics.None.IsEnabled);
        Assert.Equal(0, GatewayMetrics.None.Components.State("store", "get").Start());
        Assert.DoesNotContain(Page.Metrics().Registry!.Families, family => family.Name == "dapr_error_code_total");
    }

    private static void Record(GatewayMetrics metrics, string path) => metrics.Http.Completed(path, "GET", 200, 0, 10, Stopwatch.GetTimestamp());
}

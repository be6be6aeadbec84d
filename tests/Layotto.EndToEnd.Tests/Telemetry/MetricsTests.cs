using System.Globalization;
using System.Net;
using System.Text;
using Grpc.Core;
using Grpc.Testing;
using Layotto.EndToEnd.Tests.Blocks;
using Layotto.EndToEnd.Tests.Invocation;
using Layotto.EndToEnd.Tests.PubSub;
using Layotto.Grpc.Client;
using Layotto.Grpc.Hosting;
using Layotto.Protos.Dapr.Runtime.V1;
using Layotto.Testing.Processes;
using Xunit;
using DaprClient = Layotto.Protos.Dapr.Runtime.V1.Dapr.DaprClient;

namespace Layotto.EndToEnd.Tests.Telemetry;

/// <summary>The metrics of each building block, under Dapr's names, on the page of the built program.</summary>
public sealed class MetricsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly Dictionary<string, string> Space = new() { ["NAMESPACE"] = "space" };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Invocation_over_HTTP()
    {
        await using var pair = await SidecarPair.StartAsync(EchoApp.HandleAsync, new PairSettings
        {
            Configuration = """
                  accessControl:
                    defaultAction: allow
                    policies:
                      - appId: someone
                        defaultAction: deny
                        trustDomain: public
                        namespace: default
                """,
            CalleeArguments = ["--enable-app-health-check", "--app-health-probe-interval", "1"],
        });

        await CallUntilAsync(pair.Caller, "/v1.0/invoke/callee/method/echo?a=b", "hello");
        await pair.Caller.SendAsync("GET", "/v1.0/invoke/callee/method/status?code=418");

        await ContainsAsync(
            pair.Caller,
            """dapr_runtime_service_invocation_req_sent_total{app_id="caller",dst_app_id="callee",type="unary"} """,
            """dapr_runtime_service_invocation_res_recv_total{app_id="caller",src_app_id="callee",status="200",type="unary"} 1""",
            """dapr_runtime_service_invocation_res_recv_total{app_id="caller",src_app_id="callee",status="418",type="unary"} 1""",
            """dapr_runtime_service_invocation_res_recv_latency_ms_count{app_id="caller",src_app_id="callee",status="200"} 1""",
            """dapr_http_server_request_count{app_id="caller",method="POST",path="/v1.0/invoke/callee/method/echo",status="200"} 1""");
        await ContainsAsync(
            pair.Callee,
            """dapr_runtime_service_invocation_req_recv_total{app_id="callee",src_app_id="caller"} """,
            """dapr_runtime_service_invocation_res_sent_total{app_id="callee",dst_app_id="caller",status="200"} 1""",
            """dapr_runtime_service_invocation_res_sent_total{app_id="callee",dst_app_id="caller",status="418"} 1""",
            """dapr_http_client_completed_count{app_id="callee",method="POST",path="/echo",status="200"} 1""",
            """dapr_http_client_completed_count{app_id="callee",method="GET",path="/status",status="418"} 1""",
            """dapr_http_client_roundtrip_latency_count{app_id="callee",method="POST",path="/echo",status="200"} 1""",
            """dapr_http_client_sent_bytes_sum{app_id="callee",method="POST",path="/echo",status=""} 5""",
            """dapr_http_client_received_bytes_count{app_id="callee"} """,
            """dapr_http_healthprobes_completed_count{app_id="callee",status="200"} """,
            """dapr_http_healthprobes_roundtrip_latency_count{app_id="callee",status="200"} """,
            """dapr_runtime_acl_global_policy_action_allowed_total{app_id="",namespace="",trustDomain=""} """);
    }

    [Fact]
    public async Task Invocation_over_gRPC()
    {
        var app = new TracedApp();
        await using var pair = await SidecarPair.StartAsync(app.Build().HandleAsync, new PairSettings
        {
            AppProtocol = "grpc",
            AppProtocols = ListenProtocols.Http2,
            Resources = PubSubResources.Component() + "\n---\n" + PubSubResources.Subscription("orders", "orders", "/orders", "scopes:\n- callee"),
        });
        app.SidecarPort = pair.Callee.GrpcPort;
        using var channel = new GrpcChannel($"http://127.0.0.1:{pair.Caller.GrpcPort}");
        await new TestService.TestServiceClient(channel).UnaryCallAsync(
            new SimpleRequest(), new Metadata { { "dapr-app-id", "callee" } }, cancellationToken: Cancellation);
        await new DaprClient(channel).InvokeServiceAsync(
            new InvokeServiceRequest { Id = "callee", Message = new() { Method = "work" } }, cancellationToken: Cancellation);

        await ContainsAsync(
            pair.Caller,
            """dapr_runtime_service_invocation_req_sent_total{app_id="caller",dst_app_id="callee",type="streaming"} 1""",
            """dapr_runtime_service_invocation_res_recv_total{app_id="caller",src_app_id="callee",status="0",type="streaming"} 1""",
            """dapr_runtime_service_invocation_req_sent_total{app_id="caller",dst_app_id="callee",type="unary"} 1""",
            """dapr_runtime_service_invocation_res_recv_total{app_id="caller",src_app_id="callee",status="0",type="unary"} 1""");
        await ContainsAsync(
            pair.Callee,
            """dapr_runtime_service_invocation_req_recv_total{app_id="callee",src_app_id="caller"} 2""",
            """dapr_runtime_service_invocation_res_sent_total{app_id="callee",dst_app_id="caller",status="0"} 2""",
            """dapr_grpc_io_client_completed_rpcs{app_id="callee",grpc_client_method="/dapr.proto.runtime.v1.AppCallback/OnInvoke",grpc_client_status="OK"} 1""",
            """dapr_grpc_io_client_completed_rpcs{app_id="callee",grpc_client_method="/dapr.proto.runtime.v1.AppCallback/OnTopicEvent",grpc_client_status="OK"} 1""",
            """dapr_grpc_io_client_roundtrip_latency_count{app_id="callee",grpc_client_method="/dapr.proto.runtime.v1.AppCallback/OnTopicEvent",grpc_client_status="OK"} 1""",
            """dapr_grpc_io_client_sent_bytes_per_rpc_count{app_id="callee",grpc_client_method="/dapr.proto.runtime.v1.AppCallback/OnTopicEvent"} 1""",
            """dapr_component_pubsub_egress_count{app_id="callee",component="pubsub",namespace="",success="true",topic="orders"} 1""",
            """dapr_component_pubsub_ingress_count{app_id="callee",component="pubsub",namespace="",process_status="success",status="success",topic="orders"} 1""");
    }

    [Fact]
    public async Task Messages_by_what_became_of_them()
    {
        var answers = new Queue<(int, string)>([(200, """{"status":"DROP"}"""), (404, ""), (500, ""), (200, "")]);
        await using var app = await new SubscriberApp { Answer = _ => Task.FromResult(answers.TryDequeue(out var answer) ? answer : (200, "")) }.StartAsync();
        using var folder = new EndToEndGateway();
        folder.Write("pubsub.yaml", string.Join("\n---\n", PubSubResources.Component(), PubSubResources.Subscription("orders", "orders", "/orders")));
        await using var gateway = await folder.StartAsync(["--app-port", Text(app.Port)], Space);

        for (var message = 0; message < 4; message++)
        {
            Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync("POST", "/v1.0/publish/pubsub/orders", "{}")).Status);
            await app.NextAsync("/orders");
        }

        await gateway.SendAsync("POST", "/v1.0/publish/bulk/pubsub/other", """[{"entryId":"1","event":"a","contentType":"text/plain"},{"entryId":"2","event":"b","contentType":"text/plain"}]""");
        await ContainsAsync(
            gateway,
            """dapr_component_pubsub_egress_count{app_id="end-to-end",component="pubsub",namespace="space",success="true",topic="orders"} 4""",
            """dapr_component_pubsub_egress_latencies_count{app_id="end-to-end",component="pubsub",namespace="space",success="true",topic="orders"} 4""",
            """dapr_component_pubsub_egress_bulk_count{app_id="end-to-end",component="pubsub",namespace="space",success="true",topic="other"} 1""",
            """dapr_component_pubsub_egress_bulk_event_count{app_id="end-to-end",component="pubsub",namespace="space",success="true",topic="other"} 2""",
            """dapr_component_pubsub_ingress_count{app_id="end-to-end",component="pubsub",namespace="space",process_status="drop",status="success",topic="orders"} 1""",
            """dapr_component_pubsub_ingress_count{app_id="end-to-end",component="pubsub",namespace="space",process_status="drop",status="drop",topic="orders"} 1""",
            """dapr_component_pubsub_ingress_count{app_id="end-to-end",component="pubsub",namespace="space",process_status="retry",status="retry",topic="orders"} 1""",
            """dapr_component_pubsub_ingress_count{app_id="end-to-end",component="pubsub",namespace="space",process_status="success",status="success",topic="orders"} """,
            """dapr_component_pubsub_ingress_latencies_count{app_id="end-to-end",component="pubsub",namespace="space",process_status="success",status="success",topic="orders"} """);
    }

    [Fact]
    public async Task Messages_that_come_together()
    {
        await using var app = await new SubscriberApp { Answer = static _ => Task.FromResult((404, "")) }.StartAsync();
        using var folder = new EndToEndGateway();
        folder.Write("pubsub.yaml", string.Join("\n---\n", PubSubResources.Component(), PubSubResources.Subscription("orders", "orders", "/orders", "  bulkSubscribe: { enabled: true }")));
        await using var gateway = await folder.StartAsync(["--app-port", Text(app.Port)], Space);

        await gateway.SendAsync("POST", "/v1.0/publish/pubsub/orders", "{}");
        await ContainsAsync(
            gateway,
            """dapr_component_pubsub_ingress_bulk_count{app_id="end-to-end",component="pubsub",namespace="space",topic="orders"} 1""",
            """dapr_component_pubsub_ingress_bulk_latencies_count{app_id="end-to-end",component="pubsub",namespace="space",topic="orders"} 1""",
            """dapr_component_pubsub_ingress_bulk_event_count{app_id="end-to-end",component="pubsub",namespace="space",process_status="drop",topic="orders"} 1""");
    }

    [Fact]
    public async Task Bindings_configuration_and_crypto()
    {
        await using var app = await BlockApp.StartAsync(static context =>
        {
            context.Response.StatusCode = context.Request.Path == "/tock" && context.Request.Method == "POST" ? 500 : 200;
            return Task.CompletedTask;
        });
        using var folder = new EndToEndGateway();
        folder.Write("items.json", """{"color":"blue"}""");
        folder.Write("keys/symmetric", Convert.ToBase64String(new byte[32]));
        folder.Write("components.yaml", string.Join(
            "\n---\n",
            BlockResources.Component("tick", "bindings.cron", ("schedule", "@every 100ms")),
            BlockResources.Component("tock", "bindings.cron", ("schedule", "@every 100ms")),
            BlockResources.Component("files", "bindings.localstorage", ("rootPath", $"{folder.Folder}/files")),
            BlockResources.Component("settings", "configuration.local.file", ("path", $"{folder.Folder}/items.json")),
            BlockResources.Component("keys", "crypto.dapr.localstorage", ("path", $"{folder.Folder}/keys"))));
        await using var gateway = await folder.StartAsync(["--app-port", Text(app.Port)], Space);
        await app.NextAsync("POST /tick");
        await app.NextAsync("POST /tock");

        await gateway.SendAsync("POST", "/v1.0/bindings/files", """{"operation":"create","data":"x","metadata":{"fileName":"a"}}""");
        await gateway.SendAsync("POST", "/v1.0/bindings/files", """{"operation":"get","metadata":{"fileName":"missing"}}""");
        await gateway.SendAsync("GET", "/v1.0/configuration/settings?key=color");
        var subscribed = await gateway.SendAsync("GET", "/v1.0/configuration/settings/subscribe?key=color");
        var id = System.Text.Json.JsonElement.Parse(subscribed.Body).GetProperty("id").GetString();
        await gateway.SendAsync("GET", $"/v1.0/configuration/settings/{id}/unsubscribe");
        using var client = new HttpClient();
        using var plaintext = new ByteArrayContent(Encoding.UTF8.GetBytes("secret")) { Headers = { { "dapr-key-name", "symmetric" }, { "dapr-key-wrap-algorithm", "AES" } } };
        using var encrypted = await client.PutAsync(new Uri(gateway.HttpAddress, "/v1.0-alpha1/crypto/keys/encrypt"), plaintext, Cancellation);
        Assert.Equal(HttpStatusCode.OK, encrypted.StatusCode);

        await ContainsAsync(
            gateway,
            """dapr_component_input_binding_count{app_id="end-to-end",component="tick",namespace="space",success="true"} """,
            """dapr_component_input_binding_latencies_count{app_id="end-to-end",component="tick",namespace="space",success="true"} """,
            """dapr_component_input_binding_count{app_id="end-to-end",component="tock",namespace="space",success="false"} """,
            """dapr_component_output_binding_count{app_id="end-to-end",component="files",namespace="space",operation="create",success="true"} 1""",
            """dapr_component_output_binding_count{app_id="end-to-end",component="files",namespace="space",operation="get",success="false"} 1""",
            """dapr_component_output_binding_latencies_count{app_id="end-to-end",component="files",namespace="space",operation="create",success="true"} 1""",
            """dapr_component_configuration_count{app_id="end-to-end",component="settings",namespace="space",operation="get",success="true"} 1""",
            """dapr_component_configuration_count{app_id="end-to-end",component="settings",namespace="space",operation="subscribe",success="true"} 1""",
            """dapr_component_configuration_count{app_id="end-to-end",component="settings",namespace="space",operation="unsubscribe",success="true"} 1""",
            """dapr_component_crypto_count{app_id="end-to-end",component="keys",namespace="space",operation="crypto_op",success="true"} 1""",
            """dapr_component_crypto_latencies_count{app_id="end-to-end",component="keys",namespace="space",operation="crypto_op",success="true"} 1""");
    }

    // With health checks the app has to be found well first.
    private static async Task CallUntilAsync(GatewayProcess gateway, string path, string body)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        deadline.CancelAfter(Patience);
        while ((await gateway.SendAsync("POST", path, body)).Status != HttpStatusCode.OK)
            deadline.Token.ThrowIfCancellationRequested();
    }

    // What is measured when a call has ended may come a moment after its answer. A line that ends with a space may have any value.
    private static async Task ContainsAsync(GatewayProcess gateway, params string[] lines)
    {
        using var client = new HttpClient();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        deadline.CancelAfter(Patience);
        string page;
        do
            page = await client.GetStringAsync(new Uri($"http://127.0.0.1:{gateway.MetricsPort}/metrics"), Cancellation);
        while (!deadline.IsCancellationRequested && !lines.All(line => IsThere(page, line)));
        Assert.All(lines, line => Assert.True(IsThere(page, line), $"{line} isn't in\n{string.Join('\n', page.Split('\n').Where(other => other.StartsWith(line.Split('{')[0], StringComparison.Ordinal)))}"));
    }

    private static bool IsThere(string page, string line)
        => page.Contains('\n' + line + (line.EndsWith(' ') ? "" : "\n"), StringComparison.Ordinal);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

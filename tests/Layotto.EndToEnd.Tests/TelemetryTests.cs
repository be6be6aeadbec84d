using System.Net;
using System.Text.Json;
using Google.Protobuf;
using Layotto.Protos.Dapr.Common.V1;
using Layotto.Protos.Dapr.Runtime.V1;
using Layotto.Testing;
using Layotto.Testing.Processes;
using Xunit;

namespace Layotto.EndToEnd.Tests;

/// <summary>What the built program tells of itself: spans at a collector, metrics on the page, trace contexts in answers.</summary>
public sealed class TelemetryTests
{
    private const string TraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private const string UnsampledTraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string GetState = "/dapr.proto.runtime.v1.Dapr/GetState";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http")]
    [InlineData("grpc")]
    public async Task Spans_go_to_an_OpenTelemetry_collector(string protocol)
    {
        await using var collector = await Collector.StartAsync(protocol == "grpc");
        using var folder = new EndToEndGateway();
        await using var gateway = await folder.StartAsync(
            ["--config", Configuration(folder, $$"""
                tracing:
                  samplingRate: "1"
                  otel: { protocol: {{protocol}}, endpointAddress: "{{collector.Address}}", isSecure: false, headers: ["x-api-key=secret,with=signs"], timeout: 30s }
                """)],
            new Dictionary<string, string> { ["OTEL_RESOURCE_ATTRIBUTES"] = "service.namespace=production,k8s.pod.name=pod-123" });

        await gateway.SendAsync("GET", "/v1.0/healthz");
        await gateway.SendAsync("GET", "/v1.0/state/memory/key?metadata.token=hush", headers: [("traceparent", TraceParent), ("dapr-mine", "shown"), ("dapr-api-token", "hush")]);
        var post = await collector.NextAsync();

        Assert.Equal(protocol == "grpc" ? "/opentelemetry.proto.collector.trace.v1.TraceService/Export" : "/v1/traces", post.Path);
        Assert.Equal("secret,with=signs", post.Headers["x-api-key"]);
        var resourceSpans = Assert.Single(new WireMessage(post.Body).Messages(1));
        var resource = Attributes(Assert.Single(resourceSpans.Messages(1)), 1);
        Assert.Equal("end-to-end", resource["service.name"]);
        Assert.Equal("production", resource["service.namespace"]);
        Assert.Equal("pod-123", resource["k8s.pod.name"]);
        var span = Assert.Single(Assert.Single(resourceSpans.Messages(2)).Messages(2));
        Assert.Equal(TraceId, span.Hexadecimal(1));
        Assert.Equal("00f067aa0ba902b7", span.Hexadecimal(4));
        Assert.Equal("/v1.0/state/memory/key", span.Text(5));
        var attributes = Attributes(span, 9);
        Assert.Equal("http", attributes["dapr.protocol"]);
        Assert.Equal("GET /v1.0/state/memory/key", attributes["dapr.api"]);
        Assert.Equal("204", attributes["dapr.status_code"]);
        Assert.Equal("state", attributes["db.system"]);
        Assert.Equal("memory", attributes["db.name"]);
        Assert.Equal("shown", attributes["dapr-mine"]);
        Assert.DoesNotContain("hush", string.Join(' ', attributes.Values), StringComparison.Ordinal);
        Assert.DoesNotContain("secret,with=signs", gateway.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Spans_that_wait_are_sent_before_the_program_ends()
    {
        await using var collector = await Collector.StartAsync();
        using var folder = new EndToEndGateway();
        await using var gateway = await folder.StartAsync(
            [], new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://{collector.Address}", ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf", ["OTEL_SERVICE_NAME"] = "renamed" });

        using var client = new HttpClient();
        for (var call = 0; call < 5; call++)
            Assert.Equal(0, (await RawGrpc.CallAsync(client, GrpcAddress(gateway), GetState, new GetStateRequest { StoreName = "memory", Key = "key" }, Cancellation)).Status);
        gateway.Signal("TERM");
        Assert.Equal(0, await gateway.WaitForExitAsync());

        var resources = collector.Rest().SelectMany(post => new WireMessage(post.Body).Messages(1)).ToList();
        Assert.All(resources, resource => Assert.Equal("renamed", Attributes(resource.Messages(1).Single(), 1)["service.name"]));
        var spans = resources.SelectMany(resource => resource.Messages(2)).SelectMany(scope => scope.Messages(2)).ToList();
        Assert.Equal(5, spans.Count);
        Assert.All(spans, span =>
        {
            Assert.Equal(GetState, span.Text(5));
            Assert.Equal("", span.Hexadecimal(4));
            var attributes = Attributes(span, 9);
            Assert.Equal(("grpc", GetState, "memory"), (attributes["dapr.protocol"], attributes["dapr.api"], attributes["db.name"]));
        });
    }

    [Fact]
    public async Task Spans_go_to_Zipkin_and_to_the_log()
    {
        await using var collector = await Collector.StartAsync();
        using var folder = new EndToEndGateway();
        await using var gateway = await folder.StartAsync("--config", Configuration(folder, $$"""
            tracing:
              samplingRate: "1"
              stdout: true
              zipkin: { endpointAddress: "http://{{collector.Address}}/api/v2/spans" }
            """));

        await gateway.SendAsync("GET", "/v1.0/secrets/secretstore/missing", headers: ("traceparent", TraceParent));
        var post = await collector.NextAsync();

        Assert.Equal("/api/v2/spans", post.Path);
        Assert.Equal("application/json", post.Headers["content-type"]);
        using var document = JsonDocument.Parse(post.Body);
        var span = Assert.Single(document.RootElement.EnumerateArray());
        Assert.Equal(TraceId, span.GetProperty("traceId").GetString());
        Assert.Equal("00f067aa0ba902b7", span.GetProperty("parentId").GetString());
        Assert.Equal("CLIENT", span.GetProperty("kind").GetString());
        Assert.Equal("/v1.0/secrets/secretstore/missing", span.GetProperty("name").GetString());
        Assert.Equal("end-to-end", span.GetProperty("localEndpoint").GetProperty("serviceName").GetString());
        Assert.True(span.GetProperty("timestamp").GetInt64() > 0 && span.GetProperty("duration").GetInt64() > 0);
        Assert.Equal("secretstore", span.GetProperty("tags").GetProperty("db.name").GetString());
        Assert.StartsWith("Code(", span.GetProperty("tags").GetProperty("error").GetString(), StringComparison.Ordinal);
        await gateway.WaitForLineAsync($"[/v1.0/secrets/secretstore/missing] Trace: {TraceId} Span: 00f067aa0ba902b7/");
    }

    [Fact]
    public async Task The_callers_decision_goes_before_the_rate()
    {
        await using var collector = await Collector.StartAsync();
        using var folder = new EndToEndGateway();
        await using var gateway = await folder.StartAsync("--config", Configuration(folder, $$"""
            tracing:
              samplingRate: "1"
              otel: { protocol: http, endpointAddress: "{{collector.Address}}", isSecure: false }
            """));

        await gateway.SendAsync("GET", "/v1.0/state/memory/unsampled", headers: ("traceparent", UnsampledTraceParent));
        await gateway.SendAsync("GET", "/v1.0/state/memory/sampled", headers: ("traceparent", "garbage"));
        var post = await collector.NextAsync();

        var span = Assert.Single(Spans(post));
        Assert.Equal("/v1.0/state/memory/sampled", span.Text(5));
        Assert.Equal("", span.Hexadecimal(4));
    }

    [Fact]
    public async Task Answers_carry_the_trace_context_when_tracing_is_on()
    {
        using var folder = new EndToEndGateway();
        await using var gateway = await folder.StartAsync("--config", Configuration(folder, """
            tracing: { samplingRate: "1" }
            """));

        Assert.Matches("^00-[0-9a-f]{32}-[0-9a-f]{16}-01$", await HeaderAsync(gateway, "traceparent"));
        Assert.StartsWith($"00-{TraceId}-", await HeaderAsync(gateway, "traceparent", ("traceparent", TraceParent)), StringComparison.Ordinal);
        Assert.Equal(UnsampledTraceParent, await HeaderAsync(gateway, "traceparent", ("traceparent", UnsampledTraceParent)));
        Assert.Equal("a=1", await HeaderAsync(gateway, "tracestate", ("traceparent", TraceParent), ("tracestate", "a=1")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("tracing: { samplingRate: \"1\" }")]
    public async Task Baggage_is_checked_and_comes_back(string spec)
    {
        using var folder = new EndToEndGateway();
        await using var gateway = await folder.StartAsync("--config", Configuration(folder, spec));

        Assert.Equal("key1=value1,key2=value2", await HeaderAsync(gateway, "baggage", ("baggage", "key1=value1,key2=value2")));
        var (status, body) = await gateway.SendAsync("GET", "/v1.0/state/memory/key", headers: ("baggage", "invalid-baggage"));
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("invalid baggage header", body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync("GET", "/v1.0/healthz", headers: ("baggage", "invalid-baggage"))).Status);

        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add("baggage", "invalid-baggage");
        var answer = await RawGrpc.CallAsync(client, GrpcAddress(gateway), GetState, new GetStateRequest { StoreName = "memory", Key = "key" }, Cancellation);
        Assert.Equal(3, answer.Status);
        Assert.Contains("invalid baggage header", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tracing_that_is_off_leaves_everything_alone()
    {
        using var folder = new EndToEndGateway();
        await using var gateway = await folder.StartAsync("--config", Configuration(folder, "tracing: { samplingRate: \"0\", stdout: true }"));

        Assert.Null(await HeaderAsync(gateway, "traceparent", ("traceparent", TraceParent)));
        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync("GET", "/v1.0/state/memory/key", headers: ("baggage", "invalid-baggage"))).Status);
        Assert.DoesNotContain("Trace:", gateway.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_shows_what_was_called_under_the_names_of_Dapr()
    {
        using var folder = new EndToEndGateway();
        await using var gateway = await folder.StartAsync(
            ["--config", Configuration(folder, "metrics: { recordErrorCodes: true }")], new Dictionary<string, string> { ["NAMESPACE"] = "space" });

        await gateway.SendAsync("POST", "/v1.0/state/memory", """[{"key":"key","value":"value"}]""");
        await gateway.SendAsync("GET", "/v1.0/state/memory/key");
        await gateway.SendAsync("GET", "/v1.0/state/nowhere/key");
        await gateway.SendAsync("GET", "/v1.0/secrets/secretstore/other");
        using var client = new HttpClient();
        var save = new SaveStateRequest { StoreName = "memory", States = { new StateItem { Key = "key", Value = ByteString.CopyFromUtf8("value") } } };
        Assert.Equal(0, (await RawGrpc.CallAsync(client, GrpcAddress(gateway), "/dapr.proto.runtime.v1.Dapr/SaveState", save, Cancellation)).Status);
        Assert.NotEqual(0, (await RawGrpc.CallAsync(client, GrpcAddress(gateway), GetState, new GetStateRequest { StoreName = "nowhere", Key = "key" }, Cancellation)).Status);

        var page = await MetricsAsync(gateway);
        Assert.All(
            [
                """dapr_http_server_request_count{app_id="end-to-end",method="POST",path="/v1.0/state/memory",status="204"} 1""",
                """dapr_http_server_request_count{app_id="end-to-end",method="GET",path="/v1.0/state/memory",status="200"} 1""",
                """dapr_http_server_response_count{app_id="end-to-end",method="GET",path="/v1.0/state/nowhere",status="400"} 1""",
                """dapr_http_server_latency_bucket{app_id="end-to-end",method="GET",path="/v1.0/state/memory",status="200",le="100000"} 1""",
                """dapr_http_server_request_bytes_bucket{app_id="end-to-end",le="1.048576e+06"} 4""",
                """dapr_grpc_io_server_completed_rpcs{app_id="end-to-end",grpc_server_method="/dapr.proto.runtime.v1.Dapr/SaveState",grpc_server_status="OK"} 1""",
                """dapr_grpc_io_server_completed_rpcs{app_id="end-to-end",grpc_server_method="/dapr.proto.runtime.v1.Dapr/GetState",grpc_server_status="InvalidArgument"} 1""",
                $$"""dapr_grpc_io_server_received_bytes_per_rpc_sum{app_id="end-to-end",grpc_server_method="/dapr.proto.runtime.v1.Dapr/SaveState"} {{save.CalculateSize()}}""",
                """dapr_component_state_count{app_id="end-to-end",component="memory",namespace="space",operation="set",success="true"} 2""",
                """dapr_component_state_count{app_id="end-to-end",component="memory",namespace="space",operation="get",success="true"} 1""",
                """dapr_component_secret_count{app_id="end-to-end",component="secretstore",namespace="space",operation="get",success="true"} 1""",
                """dapr_runtime_component_init_total{app_id="end-to-end",component="state.in-memory"} 1""",
                """dapr_runtime_component_loaded{app_id="end-to-end"} 3""",
                """dapr_error_code_total{app_id="end-to-end",category="state",error_code="ERR_STATE_STORE_NOT_FOUND"} 2""",
            ],
            line => Assert.Contains(line + "\n", page, StringComparison.Ordinal));
        Assert.Contains("process_resident_memory_bytes ", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_configuration_shapes_the_metrics()
    {
        using var folder = new EndToEndGateway();
        await using var gateway = await folder.StartAsync("--config", Configuration(folder, """
            metrics:
              latencyDistributionBuckets: [5, 50, 500]
              http: { increasedCardinality: false, pathMatching: ["/v1.0/state/{store}/{key}"], excludeVerbs: true }
              rules:
                - name: dapr_component_state_count
                  labels:
                    - { name: component, regex: { "a-store": "^mem.*$" } }
            """));

        await gateway.SendAsync("GET", "/v1.0/state/memory/key");
        var page = await MetricsAsync(gateway);

        Assert.Contains("""dapr_http_server_request_count{app_id="end-to-end",method="",path="/v1.0/state/{store}/{key}",status="204"} 1""", page, StringComparison.Ordinal);
        Assert.DoesNotContain("dapr_http_server_response_count{", page, StringComparison.Ordinal);
        Assert.Equal(
            ["5", "50", "500", "+Inf"],
            page.Split('\n').Where(line => line.StartsWith("dapr_http_server_latency_bucket", StringComparison.Ordinal)).Select(line => line.Split("le=\"")[1].Split('"')[0]));
        Assert.Contains("""dapr_component_state_count{app_id="end-to-end",component="a-store",""", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_that_are_off_leave_the_process_alone_on_the_page()
    {
        using var folder = new EndToEndGateway();
        await using var gateway = await folder.StartAsync("--config", Configuration(folder, "metrics: { enabled: false }"));

        await gateway.SendAsync("GET", "/v1.0/state/memory/key");
        var page = await MetricsAsync(gateway);

        Assert.DoesNotContain("dapr_", page, StringComparison.Ordinal);
        Assert.Contains("process_resident_memory_bytes ", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http/protobuf", "/v1/metrics")]
    [InlineData("grpc", "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export")]
    public async Task Metrics_go_to_a_collector_when_they_are_asked_to(string protocol, string path)
    {
        await using var collector = await Collector.StartAsync(protocol == "grpc");
        using var folder = new EndToEndGateway();
        await using var gateway = await folder.StartAsync(
            ["--enable-metrics=false"],
            new Dictionary<string, string>
            {
                ["OTEL_METRICS_EXPORTER"] = "otlp",
                ["OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"] = $"http://{collector.Address}" + (protocol == "grpc" ? "" : path),
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol,
                ["OTEL_EXPORTER_OTLP_HEADERS"] = "x-api-key=abc",
            });

        await gateway.SendAsync("GET", "/v1.0/state/memory/key");
        gateway.Signal("TERM");
        Assert.Equal(0, await gateway.WaitForExitAsync());

        var post = await collector.NextAsync();
        Assert.Equal(path, post.Path);
        Assert.Equal("abc", post.Headers["x-api-key"]);
        var names = new WireMessage(post.Body).Messages(1).Single().Messages(2).Single().Messages(2).Select(metric => metric.Text(1)).ToList();
        Assert.Contains("dapr_http_server_request_count", names);
        Assert.Contains("dapr_component_state_latencies", names);
    }

    [Theory]
    [InlineData("metrics: { rules: [ { name: dapr_error_code_total, labels: [ { name: error_code, regex: { x: \"(\" } } ] } ] }", "spec.metrics.rules")]
    [InlineData("tracing: { samplingRate: \"1\", zipkin: { endpointAddress: \"nowhere\" } }", "spec.tracing.zipkin.endpointAddress")]
    [InlineData("tracing: { samplingRate: \"1\", otel: { protocol: http, endpointAddress: \"ftp://nowhere\" } }", "spec.tracing.otel.endpointAddress")]
    public async Task A_wrong_setting_stops_the_start_with_its_name(string spec, string setting)
    {
        using var folder = new EndToEndGateway();

        var (exitCode, output) = await GatewayProcess.RunAsync(["--app-id", "end-to-end", "--config", Configuration(folder, spec)]);

        Assert.Equal(1, exitCode);
        Assert.Contains(setting, output, StringComparison.Ordinal);
    }

    private static string Configuration(EndToEndGateway folder, string spec)
    {
        var indented = string.Join('\n', spec.Split('\n').Select(line => "  " + line));
        folder.Write("configuration.txt", $"apiVersion: dapr.io/v1alpha1\nkind: Configuration\nmetadata:\n  name: telemetry\nspec:\n{(spec.Length == 0 ? "  {}" : indented)}\n");
        return Path.Combine(folder.Folder, "configuration.txt");
    }

    private static async Task<string?> HeaderAsync(GatewayProcess gateway, string name, params (string Name, string Value)[] headers)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway.HttpAddress, "/v1.0/state/memory/key"));
        foreach (var (header, value) in headers)
            request.Headers.TryAddWithoutValidation(header, value);
        using var response = await client.SendAsync(request, Cancellation);
        return response.Headers.TryGetValues(name, out var values) ? Assert.Single(values) : null;
    }

    private static async Task<string> MetricsAsync(GatewayProcess gateway)
    {
        using var client = new HttpClient();
        return await client.GetStringAsync(new Uri($"http://127.0.0.1:{gateway.MetricsPort}/metrics"), Cancellation);
    }

    private static Uri GrpcAddress(GatewayProcess gateway) => new($"http://127.0.0.1:{gateway.GrpcPort}");

    private static IEnumerable<WireMessage> Spans(Collector.Post post)
        => new WireMessage(post.Body).Messages(1).SelectMany(resource => resource.Messages(2)).SelectMany(scope => scope.Messages(2));

    private static Dictionary<string, string> Attributes(WireMessage message, int field)
        => message.Messages(field).ToDictionary(attribute => attribute.Text(1), attribute => attribute.Messages(2).Single().Text(1));
}

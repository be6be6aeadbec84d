using Layotto.Dapr.Resources.Manifests;
using Layotto.Dapr.Resources.Yaml;

namespace Layotto.Dapr.Resources.Configurations;

/// <summary>Reads <c>spec.tracing</c>, <c>spec.metric</c> and <c>spec.metrics</c>.</summary>
internal static class TelemetryReader
{
    public static TracingSettings ReadTracing(FieldReader spec) => spec.Section("tracing", tracing =>
    {
        var rate = tracing.Text("samplingRate");
        if (rate.Length > 0 && !ConfigurationReader.IsShare(rate))
            tracing.Warning("samplingRate", $"The sampling rate \"{rate}\" is none, so the default one is used.", "It must be a number from 0 to 1, such as \"0.1\".");
        return new TracingSettings
        {
            SamplingRate = rate,
            Stdout = tracing.Boolean("stdout") ?? false,
            ZipkinEndpoint = tracing.Section("zipkin", zipkin => zipkin.Text("endpointAddress")) ?? "",
            Otlp = tracing.Section("otel", ReadOtlp) ?? new OtlpSettings(),
        };
    }) ?? new TracingSettings();

    /// <summary>Where both names are used, what <c>metrics</c> gives goes before what <c>metric</c> gives, setting by setting.</summary>
    public static MetricsSettings ReadMetrics(FieldReader spec)
    {
        var settings = spec.Section("metric", metric => ReadMetric(metric, new MetricsSettings())) ?? new MetricsSettings();
        return spec.Section("metrics", metrics => ReadMetric(metrics, settings)) ?? settings;
    }

    private static OtlpSettings ReadOtlp(FieldReader otel)
    {
        var protocol = otel.Text("protocol");
        if (protocol is not ("" or "http" or "grpc"))
            otel.Error("protocol", $"The protocol \"{protocol}\" is none of OTLP's.", "It must be http or grpc.");
        return new OtlpSettings
        {
            Protocol = protocol,
            EndpointAddress = otel.Text("endpointAddress"),
            IsSecure = otel.Boolean("isSecure") ?? true,
            Headers = ReadHeaders(otel),
            Timeout = otel.Duration("timeout"),
        };
    }

    // A file has texts here; the same resource in Kubernetes has names and values. Both are taken.
    private static List<string> ReadHeaders(FieldReader otel)
    {
        var headers = new List<string>();
        if (otel.Node("headers") is YamlSequence { Items: [YamlMapping, ..] })
        {
            foreach (var item in NameValueReader.ReadList(otel, "headers"))
            {
                if (item.Value is null)
                    otel.WarningAt(item.Source!, "headers", $"The header \"{item.Name}\" has no value, so it isn't sent.", "References to secrets and the environment aren't read here; write the value.");
                else
                    headers.Add($"{item.Name}={item.Value}");
            }

            return headers;
        }

        foreach (var header in otel.Texts("headers"))
        {
            if (header.IndexOf('=', StringComparison.Ordinal) > 0)
                headers.Add(header);
            else
                otel.Error("headers", "One of the headers isn't of the form name=value.", "Write each as name=value.");
        }

        return headers;
    }

    private static MetricsSettings ReadMetric(FieldReader metric, MetricsSettings settings)
    {
        var rules = metric.Objects("rules", rule => new MetricsRule
        {
            Name = rule.RequiredText("name", "dapr_runtime_service_invocation_req_sent_total"),
            Labels = rule.Objects("labels", label => new MetricsLabel
            {
                Name = label.RequiredText("name", "method"),
                Regex = label.TextMap("regex"),
            }),
        });
        return settings with
        {
            IsEnabled = metric.Boolean("enabled") ?? settings.IsEnabled,
            RecordErrorCodes = metric.Boolean("recordErrorCodes") ?? settings.RecordErrorCodes,
            LatencyBuckets = metric.Integers("latencyDistributionBuckets") ?? settings.LatencyBuckets,
            Http = metric.Section("http", ReadHttp) ?? settings.Http,
            Workflow = metric.Section("workflow", ReadWorkflow) ?? settings.Workflow,
            Rules = rules.Count > 0 ? rules : settings.Rules,
        };
    }

    private static HttpMetricsSettings ReadHttp(FieldReader http) => new()
    {
        IncreasedCardinality = http.Boolean("increasedCardinality") ?? true,
        PathMatching = http.Texts("pathMatching"),
        ExcludeVerbs = http.Boolean("excludeVerbs") ?? false,
    };

    private static WorkflowMetricsSettings ReadWorkflow(FieldReader workflow) => new()
    {
        LatencyBuckets = workflow.Integers("latencyDistributionBuckets") ?? [],
        LatencyUnit = workflow.Duration("latencyDistributionUnits") is { } unit && unit > TimeSpan.Zero ? unit : TimeSpan.FromMilliseconds(1),
    };
}

using System.Globalization;
using Layotto.Components.Metadata;
using Layotto.Dapr.Resources.Manifests;

namespace Layotto.Dapr.Resources.Configurations;

/// <summary>Reads a document of kind Configuration.</summary>
internal static class ConfigurationReader
{
    public const string Kind = "Configuration";
    public const string ApiVersion = "dapr.io/v1alpha1";

    public static DaprConfiguration Read(FieldReader document)
    {
        var header = ManifestHeader.Read(document, needsName: false);
        var configuration = new DaprConfiguration { Name = header.Name, Namespace = header.Namespace };
        if (document.Object("spec") is { } spec)
        {
            configuration = ReadSpec(spec, configuration);
            spec.ReportUnknown();
        }

        document.ReportUnknown();
        return configuration;
    }

    private static DaprConfiguration ReadSpec(FieldReader spec, DaprConfiguration configuration) => configuration with
    {
        Tracing = TelemetryReader.ReadTracing(spec),
        Metrics = TelemetryReader.ReadMetrics(spec),
        HttpPipeline = ReadPipeline(spec, "httpPipeline"),
        AppHttpPipeline = ReadPipeline(spec, "appHttpPipeline"),
        Mtls = AccessReader.ReadMtls(spec),
        SecretScopes = AccessReader.ReadSecretScopes(spec),
        AccessControl = AccessReader.ReadAccessControl(spec),
        NameResolution = ReadNameResolution(spec),
        Features = ReadFeatures(spec),
        Api = AccessReader.ReadApi(spec),
        DeniedComponents = ReadDeniedComponents(spec),
        ApiLogging = ReadApiLogging(spec),
        WasmStrictSandbox = spec.Section("wasm", wasm => wasm.Boolean("strictSandbox") ?? false),
        Workflow = spec.Section("workflow", WorkflowReader.Read) ?? new WorkflowSettings(),
    };

    private static IReadOnlyList<MiddlewareHandler> ReadPipeline(FieldReader spec, string field)
        => spec.Section(field, pipeline => pipeline.Objects("handlers", handler =>
        {
            handler.Node("selector");
            return new MiddlewareHandler
            {
                Name = handler.RequiredText("name", "ratelimit"),
                Type = handler.RequiredText("type", "middleware.http.ratelimit"),
                Version = handler.Text("version"),
                Source = handler.Source,
            };
        })) ?? [];

    private static NameResolutionSettings ReadNameResolution(FieldReader spec)
        => spec.Section("nameResolution", resolution => new NameResolutionSettings
        {
            Component = resolution.Text("component"),
            Version = resolution.Text("version"),
            Configuration = resolution.ValueMap("configuration"),
        }) ?? new NameResolutionSettings();

    private static Dictionary<string, bool> ReadFeatures(FieldReader spec)
    {
        var features = new Dictionary<string, bool>(DaprFeatures.Defaults, StringComparer.Ordinal);
        spec.Objects("features", feature =>
        {
            var name = feature.RequiredText("name", DaprFeatures.HotReload);
            features[name] = feature.Boolean("enabled") ?? false;
            if (name.Length > 0 && !DaprFeatures.Known.Contains(name))
            {
                var near = DaprFeatures.Known.MinBy(known => EditDistance.Between(name, known))!;
                feature.Warning(
                    "name",
                    $"There is no feature \"{name}\", so this has no effect.",
                    EditDistance.Between(name, near) <= 4 ? $"Did you mean \"{near}\"?" : "");
            }

            return feature;
        });
        features.Remove("");
        return features;
    }

    private static List<string> ReadDeniedComponents(FieldReader spec)
        => spec.Section("components", components =>
        {
            var denied = new List<string>();
            foreach (var item in components.Texts("deny"))
            {
                if (item.Length == 0 || item.Count(character => character == '/') > 1)
                    components.Warning("deny", $"The entry \"{item}\" denies nothing.", "Each is a type, such as state.redis, or a type and a version, such as state.redis/v1.");
                else
                    denied.Add(item);
            }

            return denied;
        }) ?? [];

    private static ApiLoggingSettings ReadApiLogging(FieldReader spec)
        => spec.Section("logging", logging => logging.Section("apiLogging", api => new ApiLoggingSettings
        {
            IsEnabled = api.Boolean("enabled") ?? false,
            ObfuscateUrls = api.Boolean("obfuscateURLs") ?? false,
            OmitHealthChecks = api.Boolean("omitHealthChecks") ?? false,
        })) ?? new ApiLoggingSettings();

    internal static bool IsShare(string text)
        => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) && share is >= 0 and <= 1;
}

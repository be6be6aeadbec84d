namespace Layotto.Dapr.Resources.Configurations;

/// <summary>
/// A Configuration (dapr.io/v1alpha1) as written, one file laid over the other, and with Dapr's defaults for what isn't given.
/// </summary>
public sealed record DaprConfiguration
{
    /// <summary>Its name; empty where it has none.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its namespace; empty for none.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>Tracing.</summary>
    public TracingSettings Tracing { get; init; } = new();

    /// <summary>Metrics.</summary>
    public MetricsSettings Metrics { get; init; } = new();

    /// <summary>The middleware before the sidecar's own API, in order.</summary>
    public IReadOnlyList<MiddlewareHandler> HttpPipeline { get; init; } = [];

    /// <summary>The middleware before the app, in order.</summary>
    public IReadOnlyList<MiddlewareHandler> AppHttpPipeline { get; init; } = [];

    /// <summary>Mutual TLS between sidecars.</summary>
    public MtlsSettings Mtls { get; init; } = new();

    /// <summary>Which secrets the app may read, a store each.</summary>
    public IReadOnlyList<SecretScope> SecretScopes { get; init; } = [];

    /// <summary>Which apps may call this one.</summary>
    public AccessControlSettings AccessControl { get; init; } = new();

    /// <summary>How app ids become addresses.</summary>
    public NameResolutionSettings NameResolution { get; init; } = new();

    /// <summary>Features that are switched on or off, those included that Dapr has on by default.</summary>
    public IReadOnlyDictionary<string, bool> Features { get; init; } = DaprFeatures.Defaults;

    /// <summary>Which of the sidecar's APIs are open.</summary>
    public ApiAccessSettings Api { get; init; } = new();

    /// <summary>Component types that aren't loaded, each as <c>type</c> or <c>type/version</c>.</summary>
    public IReadOnlyList<string> DeniedComponents { get; init; } = [];

    /// <summary>Whether API calls are logged.</summary>
    public ApiLoggingSettings ApiLogging { get; init; } = new();

    /// <summary>Whether all WASM components run without clocks and random numbers.</summary>
    public bool WasmStrictSandbox { get; init; }

    /// <summary>Bounds of workflows.</summary>
    public WorkflowSettings Workflow { get; init; } = new();
}

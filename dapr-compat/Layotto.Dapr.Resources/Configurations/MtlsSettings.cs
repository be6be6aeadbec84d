namespace Layotto.Dapr.Resources.Configurations;

/// <summary>Mutual TLS between sidecars (<c>spec.mtls</c>).</summary>
public sealed record MtlsSettings
{
    /// <summary>Whether it is on.</summary>
    public bool IsEnabled { get; init; }

    /// <summary>How long a workload's certificate is good for, as written; empty where not given.</summary>
    public string WorkloadCertTtl { get; init; } = "";

    /// <summary>How far clocks may be apart, as written; empty where not given.</summary>
    public string AllowedClockSkew { get; init; } = "";

    /// <summary>The certificate authority's address; empty where not given.</summary>
    public string SentryAddress { get; init; } = "";

    /// <summary>The control plane's trust domain; empty where not given.</summary>
    public string ControlPlaneTrustDomain { get; init; } = "";

    /// <summary>Further validators of tokens.</summary>
    public IReadOnlyList<TokenValidator> TokenValidators { get; init; } = [];
}

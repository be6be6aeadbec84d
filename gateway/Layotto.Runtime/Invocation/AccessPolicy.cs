namespace Layotto.Runtime.Invocation;

/// <summary>What one app may call.</summary>
public sealed record AccessPolicy
{
    /// <summary>The calling app's id.</summary>
    public required string AppId { get; init; }

    /// <summary>Its namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>Its trust domain.</summary>
    public required string TrustDomain { get; init; }

    /// <summary>Whether operations that aren't listed are allowed; null for what holds for all apps.</summary>
    public bool? AllowsByDefault { get; init; }

    /// <summary>The operations that are listed; of two with the same path the first one counts.</summary>
    public IReadOnlyList<AccessOperation> Operations { get; init; } = [];
}

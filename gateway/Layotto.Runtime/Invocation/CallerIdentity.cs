namespace Layotto.Runtime.Invocation;

/// <summary>Who calls, as its certificate proves; a call without a certificate has no identity.</summary>
/// <param name="TrustDomain">The trust domain.</param>
/// <param name="Namespace">The namespace.</param>
/// <param name="AppId">The app's id.</param>
public sealed record CallerIdentity(string TrustDomain, string Namespace, string AppId)
{
    /// <summary>The SPIFFE id.</summary>
    public override string ToString() => $"spiffe://{TrustDomain}/ns/{Namespace}/{AppId}";
}

using Layotto.Components.Crypto;

namespace Layotto.Conformance.Crypto;

/// <summary>A crypto provider that cases are run against, and the keys that it has been given beforehand.</summary>
public sealed class CryptoProviderSubject : IConformanceSubject
{
    /// <summary>The provider, initialised.</summary>
    public required ICryptoProvider Provider { get; init; }

    /// <inheritdoc/>
    public required IReadOnlySet<string> Abilities { get; init; }

    /// <summary>By algorithm, the name of a symmetric key that is long enough for it.</summary>
    public required IReadOnlyDictionary<string, string> SymmetricKeys { get; init; }

    /// <summary>By algorithm, the name of a private key for it.</summary>
    public required IReadOnlyDictionary<string, string> PrivateKeys { get; init; }

    /// <summary>By algorithm, the name of a public key for it.</summary>
    public IReadOnlyDictionary<string, string> PublicKeys { get; init; } = new Dictionary<string, string>();
}

namespace Layotto.Conformance.Crypto;

/// <summary>What a crypto provider can be declared to do.</summary>
public static class CryptoProviderAbilities
{
    /// <summary>It can have public keys without their private part.</summary>
    public const string PublicKeys = "public-keys";

    /// <summary>It can have symmetric keys.</summary>
    public const string SymmetricKeys = "symmetric-keys";
}

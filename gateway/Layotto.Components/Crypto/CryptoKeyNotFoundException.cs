namespace Layotto.Components.Crypto;

/// <summary>There is no key of this name, or none of the sort that was asked for.</summary>
public sealed class CryptoKeyNotFoundException() : ComponentException("key not found");

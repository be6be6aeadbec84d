namespace Layotto.Components.Crypto.Keys;

/// <summary>What a key may be used for: the <c>use</c>, <c>key_ops</c>, <c>alg</c>, <c>nbf</c> and <c>exp</c> of its JWK.</summary>
public sealed record CryptoKeyRestrictions
{
    /// <summary>No restrictions.</summary>
    public static CryptoKeyRestrictions None { get; } = new();

    /// <summary><c>sig</c> or <c>enc</c>; empty for both. Another value allows nothing.</summary>
    public string Use { get; init; } = "";

    /// <summary>The operations, in the words of RFC 7517; empty for all.</summary>
    public IReadOnlyList<string> Operations { get; init; } = [];

    /// <summary>The only algorithm; empty for any.</summary>
    public string Algorithm { get; init; } = "";

    /// <summary>From when on it makes something new; null for always.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Until when it makes something new; null for ever.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>Makes sure that a key may do something.</summary>
    /// <remarks>
    /// The time bounds are for what makes something new: encryption, wrapping, signing. What an expired key encrypted or signed can
    /// still be decrypted and verified, or a rotation would lose it.
    /// </remarks>
    /// <exception cref="ComponentException">It may not.</exception>
    public void Require(CryptoKeyOperation operation, string algorithm, DateTimeOffset now)
    {
        var name = NameOf(operation);
        var isSignature = operation is CryptoKeyOperation.Sign or CryptoKeyOperation.Verify;
        if ((Operations.Count > 0 && !Operations.Contains(name, StringComparer.Ordinal)) || (Use.Length > 0 && Use != (isSignature ? "sig" : "enc")))
            throw new ComponentException($"the key cannot perform the operation {name}");
        if (Algorithm.Length > 0 && Algorithm != algorithm)
            throw new ComponentException($"the key cannot be used with the algorithm {algorithm}: its own is {Algorithm}");
        if (operation is CryptoKeyOperation.Encrypt or CryptoKeyOperation.WrapKey or CryptoKeyOperation.Sign && (now < NotBefore || now > Expires))
            throw new ComponentException("the key is outside of its time validity bounds");
    }

    private static string NameOf(CryptoKeyOperation operation) => operation switch
    {
        CryptoKeyOperation.Encrypt => "encrypt",
        CryptoKeyOperation.Decrypt => "decrypt",
        CryptoKeyOperation.WrapKey => "wrapKey",
        CryptoKeyOperation.UnwrapKey => "unwrapKey",
        CryptoKeyOperation.Sign => "sign",
        _ => "verify",
    };
}

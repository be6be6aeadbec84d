namespace Layotto.Components.Crypto.Keys;

/// <summary>A symmetric key.</summary>
/// <param name="bytes">Its bytes; at least one.</param>
public sealed class SymmetricKey(byte[] bytes) : CryptoKey
{
    /// <summary>Its bytes.</summary>
    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    /// <inheritdoc/>
    public override string Type => "oct";

    /// <inheritdoc/>
    public override bool IsPrivate => true;

    /// <inheritdoc/>
    public override byte[] Serialize() => Bytes.ToArray();

    /// <inheritdoc/>
    public override CryptoKey ToPublic() => throw new CryptoKeyNotFoundException();

    private protected override IEnumerable<(string Name, string Value)> PublicMembers() => throw new CryptoKeyNotFoundException();
}

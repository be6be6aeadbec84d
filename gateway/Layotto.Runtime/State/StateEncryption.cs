using System.Security.Cryptography;
using System.Text;
using Layotto.Components;

namespace Layotto.Runtime.State;

/// <summary>
/// Encryption of values before they reach a store, as Dapr does it: AES-GCM with a fresh 12-byte nonce; the row is the Base64 of nonce,
/// ciphertext and tag, then <c>||</c> and the name of the key, by which a later read finds it again. New rows use the primary key;
/// the secondary one is for rows written before a rotation.
/// </summary>
public sealed class StateEncryption
{
    /// <summary>The metadata key of the key that encrypts and decrypts.</summary>
    public const string PrimaryMetadataKey = "primaryEncryptionKey";

    /// <summary>The metadata key of the key that only decrypts.</summary>
    public const string SecondaryMetadataKey = "secondaryEncryptionKey";

    private const int NonceSize = 12;
    private const int TagSize = 16;

    private readonly NamedKey _primary;
    private readonly NamedKey? _secondary;

    private StateEncryption(NamedKey primary, NamedKey? secondary)
    {
        _primary = primary;
        _secondary = secondary;
    }

    /// <summary>Reads the keys of a store from its metadata.</summary>
    /// <returns>Null when the store has no primary key.</returns>
    /// <exception cref="ComponentException">A key isn't given by reference, or isn't a hex-encoded AES key.</exception>
    public static StateEncryption? Create(ComponentInstance instance)
    {
        var primary = Read(instance, PrimaryMetadataKey);
        var secondary = Read(instance, SecondaryMetadataKey);
        if ((primary ?? secondary) is not null && !OpenSsl.IsAvailable)
            throw new ComponentException($"The component \"{instance.Name}\" has an encryption key, and encryption needs OpenSSL, which this machine lacks; install the package libssl3.");
        if (primary is not null)
            return new StateEncryption(primary, secondary);
        if (secondary is null)
            return null;
        throw new ComponentException(
            $"The component \"{instance.Name}\" has a {SecondaryMetadataKey} but no {PrimaryMetadataKey}; the primary key is the one that new values are encrypted with.");
    }

    /// <summary>Encrypts a value; an empty one too.</summary>
    public byte[] Encrypt(ReadOnlySpan<byte> value)
    {
        var sealedValue = new byte[NonceSize + value.Length + TagSize];
        var nonce = sealedValue.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(_primary.Bytes, TagSize);
        cipher.Encrypt(
            nonce, value, sealedValue.AsSpan(NonceSize, value.Length), sealedValue.AsSpan(NonceSize + value.Length, TagSize));
        return Encoding.UTF8.GetBytes(Convert.ToBase64String(sealedValue) + StateKeyPrefix.Separator + _primary.Name);
    }

    /// <summary>Decrypts a row. An empty row is an empty value.</summary>
    /// <exception cref="ComponentException">The row wasn't encrypted with a key at hand, or has been changed.</exception>
    public byte[] Decrypt(ReadOnlySpan<byte> row)
    {
        if (row.IsEmpty)
            return [];
        var separator = row.LastIndexOf("||"u8);
        if (separator < 0 || separator + StateKeyPrefix.Separator.Length == row.Length)
            throw new ComponentException("could not decrypt the value: the row names no encryption key, so it was written without encryption");
        var name = Encoding.UTF8.GetString(row[(separator + StateKeyPrefix.Separator.Length)..]);
        var key = name == _primary.Name ? _primary : name == _secondary?.Name ? _secondary : null;
        if (key is null)
            throw new ComponentException($"could not decrypt the value: it was encrypted with the key \"{name}\", which is neither the primary nor the secondary key of this store");
        return Decrypt(key, row[..separator]);
    }

    private static byte[] Decrypt(NamedKey key, ReadOnlySpan<byte> base64)
    {
        try
        {
            var sealedValue = Convert.FromBase64String(Encoding.ASCII.GetString(base64));
            if (sealedValue.Length >= NonceSize + TagSize)
            {
                var length = sealedValue.Length - NonceSize - TagSize;
                var value = new byte[length];
                using var cipher = new AesGcm(key.Bytes, TagSize);
                cipher.Decrypt(
                    sealedValue.AsSpan(0, NonceSize), sealedValue.AsSpan(NonceSize, length), sealedValue.AsSpan(NonceSize + length, TagSize), value);
                return value;
            }
        }
        catch (Exception exception) when (exception is FormatException or CryptographicException)
        {
            throw new ComponentException("could not decrypt the value: the row has been changed, or the key of this name is another one by now", exception);
        }

        throw new ComponentException("could not decrypt the value: the row is too short to be an encrypted one");
    }

    private static NamedKey? Read(ComponentInstance instance, string metadataKey)
    {
        var item = instance.Specification.Metadata.FirstOrDefault(
            item => item.Name.Equals(metadataKey, StringComparison.OrdinalIgnoreCase));
        if (item is null)
            return null;
        if (item.SecretKeyRef is not { } reference)
            throw new ComponentException($"The {metadataKey} of the component \"{instance.Name}\" must be given by a secretKeyRef, never in the open.");
        if (!instance.Metadata.TryGetValue(metadataKey, out var hex) || hex.Length == 0)
            throw new ComponentException($"The {metadataKey} of the component \"{instance.Name}\" is empty; it must be a hex-encoded AES key of 16, 24 or 32 bytes.");
        byte[] bytes;
        try
        {
            bytes = Convert.FromHexString(hex);
        }
        catch (FormatException)
        {
            throw new ComponentException($"The {metadataKey} of the component \"{instance.Name}\" isn't hexadecimal; it must be a hex-encoded AES key of 16, 24 or 32 bytes.");
        }

        if (bytes.Length is not (16 or 24 or 32))
            throw new ComponentException($"The {metadataKey} of the component \"{instance.Name}\" has {bytes.Length} bytes; an AES key has 16, 24 or 32.");
        return new NamedKey(reference.Name, bytes);
    }

    // A cipher object is made for each call: one can't be shared between threads on every platform, and making it is cheap.
    private sealed record NamedKey(string Name, byte[] Bytes);
}

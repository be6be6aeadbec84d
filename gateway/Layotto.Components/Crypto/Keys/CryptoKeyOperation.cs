namespace Layotto.Components.Crypto.Keys;

/// <summary>What a key is used for.</summary>
public enum CryptoKeyOperation
{
    /// <summary>To encrypt a message.</summary>
    Encrypt,

    /// <summary>To decrypt one.</summary>
    Decrypt,

    /// <summary>To wrap a key.</summary>
    WrapKey,

    /// <summary>To unwrap one.</summary>
    UnwrapKey,

    /// <summary>To sign a digest.</summary>
    Sign,

    /// <summary>To verify a signature.</summary>
    Verify,
}

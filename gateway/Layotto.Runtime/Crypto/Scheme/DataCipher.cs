namespace Layotto.Runtime.Crypto.Scheme;

/// <summary>What a stream's segments are encrypted with. The numbers are those of the manifest.</summary>
internal enum DataCipher
{
    AesGcm = 1,
    ChaCha20Poly1305 = 2,
}

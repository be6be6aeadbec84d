namespace Layotto.Runtime.Crypto.Scheme;

/// <summary>How a file key is wrapped. The numbers are those of the manifest.</summary>
internal enum KeyWrapAlgorithm
{
    A256Kw = 1,
    A128CbcNoPad = 2,
    A192CbcNoPad = 3,
    A256CbcNoPad = 4,
    RsaOaep256 = 5,
}

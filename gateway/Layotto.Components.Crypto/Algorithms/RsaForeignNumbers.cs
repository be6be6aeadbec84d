using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Parameters;
using Number = Org.BouncyCastle.Math.BigInteger;

namespace Layotto.Components.Crypto.Algorithms;

/// <summary>The numbers of an RSA key as BouncyCastle takes them, for what .NET's RSA lacks.</summary>
internal static class RsaForeignNumbers
{
    public static RsaKeyParameters Public(RSAParameters numbers) => new(false, Positive(numbers.Modulus!), Positive(numbers.Exponent!));

    public static RsaPrivateCrtKeyParameters Private(RSAParameters numbers) => new(
        Positive(numbers.Modulus!),
        Positive(numbers.Exponent!),
        Positive(numbers.D!),
        Positive(numbers.P!),
        Positive(numbers.Q!),
        Positive(numbers.DP!),
        Positive(numbers.DQ!),
        Positive(numbers.InverseQ!));

    private static Number Positive(byte[] bytes) => new(1, bytes);
}

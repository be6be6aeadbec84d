using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json;

namespace Layotto.Components.Crypto.Keys;

/// <summary>The numbers of an RSA key in a JWK, brought to the lengths that .NET asks for.</summary>
internal static class RsaNumbers
{
    /// <summary>Reads them. The three that follow from the others (<c>dp</c>, <c>dq</c>, <c>qi</c>) may be missing.</summary>
    /// <exception cref="ComponentException">A number is missing or too long.</exception>
    /// <exception cref="CryptographicException">They make no key.</exception>
    public static RSAParameters Read(JsonElement jwk)
    {
        var modulus = JsonWebKeyReader.Required(jwk, "n").AsSpan().TrimStart((byte)0).ToArray();
        if (modulus.Length > RsaKey.MaxModulusBytes)
            throw new ComponentException($"the key's member \"n\" has {modulus.Length} bytes; the most is {RsaKey.MaxModulusBytes}");
        var parameters = new RSAParameters
        {
            Modulus = modulus,
            Exponent = JsonWebKeyReader.Required(jwk, "e").AsSpan().TrimStart((byte)0).ToArray(),
        };
        if (JsonWebKeyReader.Optional(jwk, "oth") is not null)
            throw new UnsupportedKeyException("the key has more than two primes");
        if (JsonWebKeyReader.Optional(jwk, "d") is { } exponent)
        {
            var half = (modulus.Length + 1) / 2;
            var (p, q) = (JsonWebKeyReader.Required(jwk, "p"), JsonWebKeyReader.Required(jwk, "q"));
            parameters.D = Padded("d", exponent, modulus.Length);
            parameters.P = Padded("p", p, half);
            parameters.Q = Padded("q", q, half);
            parameters.DP = Padded("dp", JsonWebKeyReader.Optional(jwk, "dp") ?? Remainder(exponent, p), half);
            parameters.DQ = Padded("dq", JsonWebKeyReader.Optional(jwk, "dq") ?? Remainder(exponent, q), half);
            parameters.InverseQ = Padded("qi", JsonWebKeyReader.Optional(jwk, "qi") ?? Inverse(q, p), half);
        }

        using (RSA.Create(parameters))
            return parameters;
    }

    private static byte[] Padded(string name, ReadOnlySpan<byte> number, int size)
    {
        number = number.TrimStart((byte)0);
        if (number.Length > size)
            throw new ComponentException($"the key's member \"{name}\" is too long for its modulus");
        var padded = new byte[size];
        number.CopyTo(padded.AsSpan(size - number.Length));
        return padded;
    }

    private static byte[] Remainder(byte[] exponent, byte[] prime)
        => Bytes(BigInteger.Remainder(Number(exponent), Positive(Number(prime) - 1)));

    // By Fermat's little theorem, as the modulus is prime.
    private static byte[] Inverse(byte[] number, byte[] prime)
        => Bytes(BigInteger.ModPow(Number(number), Positive(Number(prime) - 2), Positive(Number(prime))));

    private static BigInteger Positive(BigInteger number)
        => number > 0 ? number : throw new ComponentException("the key has a prime that is none");

    private static BigInteger Number(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    private static byte[] Bytes(BigInteger number) => number.ToByteArray(isUnsigned: true, isBigEndian: true);
}

using System.Security.Cryptography;
using System.Text;

namespace Layotto.Dapr;

/// <summary>The token that callers of the APIs have to show. It is compared in a time that tells nothing about it.</summary>
public sealed class ApiToken
{
    /// <summary>The header, and the gRPC metadata key, that carries a token.</summary>
    public const string HeaderName = "dapr-api-token";

    private readonly byte[] _hash;

    /// <summary>Creates the token.</summary>
    /// <param name="token">Its text; not empty.</param>
    public ApiToken(string token) => _hash = SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>Whether a text is the token.</summary>
    public bool Matches(string? candidate)
    {
        if (candidate is null)
            return false;

        // Hashes have one length, so that not even the token's length shows.
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(candidate), hash);
        return CryptographicOperations.FixedTimeEquals(hash, _hash);
    }
}

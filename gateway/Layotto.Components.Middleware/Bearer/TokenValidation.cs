using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Layotto.Components.Middleware.Bearer;

/// <summary>
/// Whether a JSON Web Token is one of the issuer's, for the audience, and valid now. Only signatures with a public key count: neither
/// <c>none</c> nor a shared secret does, and a key that names its algorithm takes no other.
/// </summary>
internal sealed class TokenValidation(BearerSettings settings, SigningKeys keys, TimeProvider time)
{
    /// <summary>How much the clocks of issuer and gateway may differ (Dapr's).</summary>
    public static readonly TimeSpan AllowedSkew = TimeSpan.FromMinutes(5);

    private const int ShortestToken = 10;

    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false };

    /// <summary>Looks at a token.</summary>
    public async ValueTask<bool> IsValidAsync(string text, CancellationToken cancellationToken)
    {
        if (text.Length < ShortestToken || !TryRead(text, out var token) || token.Kid is not { Length: > 0 } keyId || token.TryGetHeaderValue<object>("crit", out _))
            return false;
        if (!Array.Exists(Algorithms, algorithm => algorithm == token.Alg))
            return false;
        var candidates = keys.Find(keyId);
        if (candidates.Length == 0 && await keys.TryRefreshAsync(cancellationToken).ConfigureAwait(false))
            candidates = keys.Find(keyId);
        if (candidates.Length == 0)
            return false;
        var result = await Handler.ValidateTokenAsync(token, Parameters(candidates)).ConfigureAwait(false);
        return result.IsValid && !IsFromTheFuture(token);
    }

    private static bool TryRead(string text, out JsonWebToken token)
    {
        try
        {
            token = Handler.ReadJsonWebToken(text);
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or SecurityTokenException or FormatException)
        {
            token = null!;
            return false;
        }
    }

    private TokenValidationParameters Parameters(SecurityKey[] candidates) => new()
    {
        ValidIssuer = settings.Issuer,
        ValidAudience = settings.Audience,
        IssuerSigningKeys = candidates,
        ValidAlgorithms = Algorithms,
        AlgorithmValidator = TakesAlgorithm,
        RequireSignedTokens = true,
        RequireAudience = true,

        // Dapr takes a token that never expires, if its issuer makes one.
        RequireExpirationTime = false,
        LifetimeValidator = IsNow,
    };

    private static bool TakesAlgorithm(string algorithm, SecurityKey key, SecurityToken token, TokenValidationParameters parameters)
        => Array.Exists(Algorithms, candidate => candidate == algorithm)
            && key is JsonWebKey { Alg: var named }
            && (string.IsNullOrEmpty(named) || named == algorithm);

    private bool IsNow(DateTime? from, DateTime? until, SecurityToken token, TokenValidationParameters parameters)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return (from is null || now >= from - AllowedSkew) && (until is null || now < until + AllowedSkew);
    }

    private bool IsFromTheFuture(JsonWebToken token) => token.IssuedAt > time.GetUtcNow().UtcDateTime + AllowedSkew;
}

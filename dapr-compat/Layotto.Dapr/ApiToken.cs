using System.Runtime.CompilerServices;
using System.Text;

namespace Layotto.Dapr;

/// <summary>The token that callers of the APIs have to show. It is compared in a time that tells nothing about it.</summary>
public sealed class ApiToken
{
    /// <summary>The header, and the gRPC metadata key, that carries a token.</summary>
    public const string HeaderName = "dapr-api-token";

    private readonly byte[] _token;

    /// <summary>Creates the token.</summary>
    /// <param name="token">Its text; not empty.</param>
    /// <exception cref="ArgumentException">It is empty.</exception>
    public ApiToken(string token)
    {
        ArgumentException.ThrowIfNullOrEmpty(token);
        _token = Encoding.UTF8.GetBytes(token);
    }

    /// <summary>Whether a text is the token.</summary>
    public bool Matches(string? candidate) => candidate is not null && IsEqual(Encoding.UTF8.GetBytes(candidate));

    // Takes as long as the candidate is long, however much of it is right, and so tells neither the token nor its length. The
    // framework's own comparison returns at once when lengths differ.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.NoOptimization)]
    private bool IsEqual(ReadOnlySpan<byte> candidate)
    {
        var difference = candidate.Length ^ _token.Length;
        for (var index = 0; index < candidate.Length; index++)
            difference |= candidate[index] ^ _token[index % _token.Length];
        return difference == 0;
    }
}

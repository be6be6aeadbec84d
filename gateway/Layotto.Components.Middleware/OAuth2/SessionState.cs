using System.Globalization;

namespace Layotto.Components.Middleware.OAuth2;

/// <summary>What a browser's session holds: where it signs in, or the token it has.</summary>
/// <param name="Until">When it ends.</param>
/// <param name="State">The value that the provider has to send back; empty once the user has signed in.</param>
/// <param name="Target">The path and query that the user wanted.</param>
/// <param name="HeaderValue">The token's header value; empty until the user has signed in.</param>
internal sealed record SessionState(DateTimeOffset Until, string State, string Target, string HeaderValue)
{
    /// <summary>Writes it, a line each.</summary>
    public string Format()
        => string.Create(CultureInfo.InvariantCulture, $"{Until.ToUnixTimeSeconds()}\n{State}\n{Target}\n{HeaderValue}");

    /// <summary>Reads what <see cref="Format"/> wrote.</summary>
    public static SessionState? Parse(string text)
        => text.Split('\n') is [var until, var state, var target, var headerValue]
            && long.TryParse(until, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? new SessionState(DateTimeOffset.FromUnixTimeSeconds(seconds), state, target, headerValue)
            : null;
}

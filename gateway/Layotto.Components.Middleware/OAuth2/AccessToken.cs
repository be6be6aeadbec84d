namespace Layotto.Components.Middleware.OAuth2;

/// <summary>A token that a provider gave.</summary>
/// <param name="HeaderValue">Its type and itself, as they go into a header.</param>
/// <param name="Lifetime">How long it is valid; null where the provider doesn't say.</param>
internal sealed record AccessToken(string HeaderValue, TimeSpan? Lifetime);

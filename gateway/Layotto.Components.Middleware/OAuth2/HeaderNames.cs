namespace Layotto.Components.Middleware.OAuth2;

/// <summary>Names of headers in settings.</summary>
internal static class HeaderNames
{
    /// <summary>Refuses what is no token of HTTP (RFC 9110, 5.6.2).</summary>
    /// <exception cref="MetadataException">It isn't one.</exception>
    public static string Require(string key, string name)
        => name.All(character => char.IsAsciiLetterOrDigit(character) || "!#$%&'*+-.^_`|~".Contains(character, StringComparison.Ordinal))
            ? name
            : throw new MetadataException(key, $"The metadata key \"{key}\" must be the name of a header: letters, digits and dashes.");
}

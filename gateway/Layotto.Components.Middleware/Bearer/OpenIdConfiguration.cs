using System.Text.Json;

namespace Layotto.Components.Middleware.Bearer;

/// <summary>Finds an issuer's keys by its OpenID configuration.</summary>
internal static class OpenIdConfiguration
{
    private const string What = "The issuer's OpenID configuration";

    /// <summary>Asks the issuer where its keys are.</summary>
    /// <exception cref="ComponentException">It doesn't say, or says it is somebody else.</exception>
    public static async Task<Uri> FindKeysAsync(HttpClient client, string issuer, CancellationToken cancellationToken)
    {
        var address = new Uri($"{issuer.TrimEnd('/')}/.well-known/openid-configuration");
        var (json, _) = await ProviderClient.GetJsonAsync(client, address, What, cancellationToken).ConfigureAwait(false);
        using var document = JsonDocument.Parse(json);
        var named = Text(document.RootElement, "issuer");
        if (named != issuer)
        {
            throw new ComponentException(
                $"{What} at {address} is of the issuer \"{named}\", but the metadata key \"issuer\" says \"{issuer}\"; the two must be equal "
                    + "letter for letter, a slash at the end included.");
        }

        return Uri.TryCreate(Text(document.RootElement, "jwks_uri"), UriKind.Absolute, out var keys) && keys.Scheme is "http" or "https"
            ? keys
            : throw new ComponentException($"{What} at {address} doesn't say where its keys are (jwks_uri).");
    }

    private static string Text(JsonElement root, string name)
        => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}

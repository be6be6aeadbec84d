using Layotto.Components.Metadata;

namespace Layotto.Components.Middleware.Bearer;

/// <summary>The settings of <c>middleware.http.bearer</c>.</summary>
internal sealed record BearerSettings(string Issuer, string Audience, Uri? KeysAddress)
{
    private static readonly MetadataField<string> IssuerField = MetadataField.Text(
        "issuer", "Who has to have issued a token: its claim iss, letter for letter.")
        with { IsRequired = true, Aliases = ["issuerURL"], Example = "https://accounts.google.com" };

    private static readonly MetadataField<string> AudienceField = MetadataField.Text(
        "audience", "Whom a token has to be for: its claim aud, or one of them; most often a client id.")
        with { IsRequired = true, Aliases = ["clientID"], Example = "orders" };

    private static readonly MetadataField<string> KeysField = MetadataField.Text(
        "jwksURL", "The address of the issuer's keys; where it isn't given, the issuer's OpenID configuration tells it.")
        with { Example = "https://www.googleapis.com/oauth2/v3/certs" };

    public static MetadataSchema Schema { get; } = new(IssuerField, AudienceField, KeysField);

    public static BearerSettings Read(ComponentMetadata metadata)
    {
        var settings = new BearerSettings(
            IssuerField.Read(metadata),
            AudienceField.Read(metadata),
            KeysField.Read(metadata) is { Length: > 0 } keys ? ProviderClient.Address(KeysField.Name, keys) : null);
        if (settings.KeysAddress is null)
            ProviderClient.Address(IssuerField.Name, settings.Issuer);
        return settings;
    }
}

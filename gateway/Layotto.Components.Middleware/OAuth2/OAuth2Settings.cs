using Layotto.Components.Metadata;

namespace Layotto.Components.Middleware.OAuth2;

/// <summary>The settings of <c>middleware.http.oauth2</c>.</summary>
internal sealed record OAuth2Settings(
    string ClientId,
    string ClientSecret,
    string Scope,
    Uri AuthorizationAddress,
    Uri TokenAddress,
    string RedirectAddress,
    string HeaderName,
    bool ForcesHttps,
    PathFilter Filter)
{
    private static readonly MetadataField<string> ClientIdField = MetadataField.Text("clientID", "The id that the provider gave this client.")
        with { IsRequired = true, Example = "orders" };

    private static readonly MetadataField<string> ClientSecretField = MetadataField.Text("clientSecret", "The secret that belongs to it.")
        with { IsSensitive = true };

    private static readonly MetadataField<string> ScopesField = MetadataField.Text("scopes", "What the token is to be good for, separated by commas.")
        with { Example = "openid,email" };

    private static readonly MetadataField<string> AuthUrlField = MetadataField.Text("authURL", "The address where users sign in at the provider.")
        with { IsRequired = true, Example = "https://accounts.google.com/o/oauth2/v2/auth" };

    private static readonly MetadataField<string> TokenUrlField = MetadataField.Text("tokenURL", "The address of the provider's token endpoint.")
        with { IsRequired = true, Example = "https://oauth2.googleapis.com/token" };

    private static readonly MetadataField<string> RedirectUrlField = MetadataField.Text(
        "redirectURL", "Where the provider sends users back to: an address of this gateway that the middleware is for.")
        with { Example = "https://shop.example.com/v1.0/invoke/orders/method/start" };

    private static readonly MetadataField<string> HeaderNameField = MetadataField.Text(
        "authHeaderName", "The header that the token is put into.", "Authorization");

    private static readonly MetadataField<bool> ForceHttpsField = MetadataField.Boolean(
        "forceHTTPS", "Whether users are sent back to https:// after they signed in.");

    public static MetadataSchema Schema { get; } = new(
        ClientIdField, ClientSecretField, ScopesField, AuthUrlField, TokenUrlField, RedirectUrlField, HeaderNameField, ForceHttpsField, PathFilter.Field);

    public static OAuth2Settings Read(ComponentMetadata metadata) => new(
        ClientIdField.Read(metadata),
        ClientSecretField.Read(metadata),
        Scopes.Join(ScopesField.Read(metadata)),
        ProviderClient.Address(AuthUrlField.Name, AuthUrlField.Read(metadata)),
        ProviderClient.Address(TokenUrlField.Name, TokenUrlField.Read(metadata)),
        RedirectUrlField.Read(metadata) is { Length: > 0 } redirect ? ProviderClient.Address(RedirectUrlField.Name, redirect).OriginalString : "",
        HeaderNames.Require(HeaderNameField.Name, HeaderNameField.Read(metadata)),
        ForceHttpsField.Read(metadata),
        PathFilter.Read(metadata));
}

using Layotto.Components.Metadata;

namespace Layotto.Components.Middleware.OAuth2;

/// <summary>The settings of <c>middleware.http.oauth2clientcredentials</c>.</summary>
internal sealed record ClientCredentialsSettings(
    string ClientId,
    string ClientSecret,
    string Scope,
    Uri TokenAddress,
    string HeaderName,
    IReadOnlyList<KeyValuePair<string, string>> Parameters,
    ClientAuthentication Authentication,
    PathFilter Filter)
{
    private static readonly MetadataField<string> ClientIdField = MetadataField.Text("clientID", "The id that the provider gave this client.")
        with { IsRequired = true, Example = "orders" };

    private static readonly MetadataField<string> ClientSecretField = MetadataField.Text("clientSecret", "The secret that belongs to it.")
        with { IsRequired = true, IsSensitive = true };

    private static readonly MetadataField<string> ScopesField = MetadataField.Text("scopes", "What the token is to be good for, separated by commas.")
        with { IsRequired = true, Example = "orders.read,orders.write" };

    private static readonly MetadataField<string> TokenUrlField = MetadataField.Text("tokenURL", "The address of the provider's token endpoint.")
        with { IsRequired = true, Example = "https://login.example.com/oauth2/token" };

    private static readonly MetadataField<string> HeaderNameField = MetadataField.Text("headerName", "The header that the token is put into.")
        with { IsRequired = true, Example = "authorization" };

    private static readonly MetadataField<string> ParametersField = MetadataField.Text(
        "endpointParamsQuery", "Further parameters for the token endpoint, in the form of a query.") with { Example = "audience=orders" };

    private static readonly MetadataField<long> StyleField = MetadataField.Integer(
        "authStyle", "How id and secret are sent: 0 tries both ways, 1 as parameters, 2 in the header.", 0, 0, 2);

    public static MetadataSchema Schema { get; } = new(
        ClientIdField, ClientSecretField, ScopesField, TokenUrlField, HeaderNameField, ParametersField, StyleField, PathFilter.Field);

    public static ClientCredentialsSettings Read(ComponentMetadata metadata) => new(
        ClientIdField.Read(metadata),
        ClientSecretField.Read(metadata),
        Scopes.Join(ScopesField.Read(metadata)),
        ProviderClient.Address(TokenUrlField.Name, TokenUrlField.Read(metadata)),
        HeaderNames.Require(HeaderNameField.Name, HeaderNameField.Read(metadata)),
        [.. FormText.Parse(ParametersField.Read(metadata))],
        (ClientAuthentication)StyleField.Read(metadata),
        PathFilter.Read(metadata));
}

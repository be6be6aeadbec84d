using Layotto.Components.Metadata;

namespace Layotto.Components.Embedded.Bindings.Http;

/// <summary>The settings of <c>bindings.http</c>.</summary>
internal sealed record HttpBindingSettings
{
    private static readonly MetadataField<string> UrlField = MetadataField.Text(
        "url", "The address that is called; a request's \"path\" is put behind it.") with { IsRequired = true, Example = "https://example.com/api" };

    private static readonly MetadataField<TimeSpan> ResponseTimeoutField = MetadataField.Duration(
        "responseTimeout", "The most that a call may take, to the last byte of the answer; none for no limit.", minimum: TimeSpan.FromMilliseconds(1));

    private static readonly MetadataField<long> MaxResponseBodySizeField = MetadataField.Bytes(
        "maxResponseBodySize", "The most bytes of an answer's body; what goes beyond is an error. 0 or less for no limit.", 100L << 20);

    private static readonly MetadataField<bool> ErrorIfNot2xxField = MetadataField.Boolean(
        "errorIfNot2XX", "Whether an answer with a status other than 2xx is an error. A request can say otherwise.", defaultValue: true);

    private static readonly MetadataField<string> SecurityTokenField = MetadataField.Text(
        "securityToken", "A token that every request carries, in the header that securityTokenHeader names.") with { IsSensitive = true };

    private static readonly MetadataField<string> SecurityTokenHeaderField = MetadataField.Text(
        "securityTokenHeader", "The header that carries securityToken.") with { Example = "Authorization" };

    private static readonly MetadataField<string> RootCaField = MetadataField.Text(
        "MTLSRootCA", "The certificates that the server's must lead to, as PEM or as the path of a PEM file; none for those of the machine.");

    private static readonly MetadataField<string> ClientCertificateField = MetadataField.Text(
        "MTLSClientCert", "The certificate shown to the server, as PEM or as the path of a PEM file; MTLSClientKey must be given too.");

    private static readonly MetadataField<string> ClientKeyField = MetadataField.Text(
        "MTLSClientKey", "The key of MTLSClientCert, as PEM or as the path of a PEM file.") with { IsSensitive = true };

    private static readonly MetadataField<string> RenegotiationField = MetadataField.Text(
        "MTLSRenegotiation", "Whether the server may ask for a TLS handshake in the middle of a connection.") with
    {
        AllowedValues = ["RenegotiateNever", "RenegotiateOnceAsClient", "RenegotiateFreelyAsClient"],
    };

    public static MetadataSchema Schema { get; } = new(
        UrlField,
        ResponseTimeoutField,
        MaxResponseBodySizeField,
        ErrorIfNot2xxField,
        SecurityTokenField,
        SecurityTokenHeaderField,
        RootCaField,
        ClientCertificateField,
        ClientKeyField,
        RenegotiationField);

    public required Uri Url { get; init; }

    /// <summary>The most that a call may take; null for no limit.</summary>
    public TimeSpan? ResponseTimeout { get; private init; }

    /// <summary>The most bytes of an answer; no limit is <see cref="int.MaxValue"/>, because more doesn't fit into memory at once.</summary>
    public int MaxResponseBodySize { get; private init; }

    public bool ErrorIfNot2xx { get; private init; }

    public string SecurityToken { get; private init; } = "";

    public string SecurityTokenHeader { get; private init; } = "";

    public string RootCa { get; private init; } = "";

    public string ClientCertificate { get; private init; } = "";

    public string ClientKey { get; private init; } = "";

    public bool AllowsRenegotiation { get; private init; }

    /// <summary>Reads the settings.</summary>
    /// <exception cref="MetadataException">One of them is missing or wrong.</exception>
    public static HttpBindingSettings Read(ComponentMetadata metadata)
    {
        var url = UrlField.Read(metadata);
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || (parsed.Scheme != Uri.UriSchemeHttp && parsed.Scheme != Uri.UriSchemeHttps))
            throw new MetadataException(UrlField.Name, $"The metadata key \"{UrlField.Name}\" must be an address that begins with http:// or https://.");
        var token = SecurityTokenField.Read(metadata);
        var header = SecurityTokenHeaderField.Read(metadata);
        RequireBoth(SecurityTokenField, token, SecurityTokenHeaderField, header);
        var certificate = ClientCertificateField.Read(metadata);
        var key = ClientKeyField.Read(metadata);
        RequireBoth(ClientCertificateField, certificate, ClientKeyField, key);
        var timeout = ResponseTimeoutField.Read(metadata);
        var size = MaxResponseBodySizeField.Read(metadata);
        return new HttpBindingSettings
        {
            Url = parsed,
            ResponseTimeout = timeout > TimeSpan.Zero ? timeout : null,
            MaxResponseBodySize = size is <= 0 or > int.MaxValue ? int.MaxValue : (int)size,
            ErrorIfNot2xx = ErrorIfNot2xxField.Read(metadata),
            SecurityToken = token,
            SecurityTokenHeader = header,
            RootCa = RootCaField.Read(metadata),
            ClientCertificate = certificate,
            ClientKey = key,
            AllowsRenegotiation = RenegotiationField.Read(metadata) is not ("" or "RenegotiateNever"),
        };
    }

    // Dapr goes without, silently, when one of the two is missing: an operator who wrote a token or a certificate meant it to be sent.
    private static void RequireBoth(MetadataField first, string firstValue, MetadataField second, string secondValue)
    {
        if (firstValue.Length == 0 == (secondValue.Length == 0))
            return;
        var (given, missing) = firstValue.Length > 0 ? (first, second) : (second, first);
        throw new MetadataException(missing.Name, $"The metadata key \"{missing.Name}\" is missing; it is needed because \"{given.Name}\" is given.");
    }
}

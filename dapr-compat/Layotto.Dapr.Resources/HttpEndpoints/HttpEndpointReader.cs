using Layotto.Dapr.Resources.Manifests;

namespace Layotto.Dapr.Resources.HttpEndpoints;

/// <summary>Reads a document of kind HTTPEndpoint.</summary>
internal static class HttpEndpointReader
{
    public const string Kind = "HTTPEndpoint";
    public const string ApiVersion = "dapr.io/v1alpha1";

    public static HttpEndpointResource Read(FieldReader document)
    {
        var header = ManifestHeader.Read(document);
        var endpoint = new HttpEndpointResource
        {
            Name = header.Name,
            Namespace = header.Namespace,
            Scopes = header.Scopes,
            BaseUrl = "",
            Source = header.Source,
            SecretStore = document.Section("auth", auth => auth.Text("secretStore")) ?? "",
        };
        if (document.Object("spec") is { } spec)
        {
            endpoint = endpoint with
            {
                BaseUrl = ReadBaseUrl(spec),
                Headers = NameValueReader.ReadList(spec, "headers"),
                ClientTls = spec.Section("clientTLS", ReadTls),
            };
            spec.ReportUnknown();
        }
        else if (!document.Has("spec"))
        {
            document.Error("spec", "The endpoint has no spec.", "Give at least its address, such as spec: { baseUrl: https://api.example.com }");
        }

        document.ReportUnknown();
        return endpoint;
    }

    private static string ReadBaseUrl(FieldReader spec)
    {
        var url = spec.RequiredText("baseUrl", "https://api.example.com");
        if (url.Length > 0 && (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https")))
            spec.Error("baseUrl", "The base URL is no address of an HTTP server.", "It must start with http:// or https:// and a host, such as https://api.example.com");
        return url;
    }

    private static ClientTlsSettings ReadTls(FieldReader tls)
    {
        var renegotiation = tls.Text("renegotiation");
        TlsRenegotiation? parsed = renegotiation switch
        {
            "" or "Never" => TlsRenegotiation.Never,
            "OnceAsClient" => TlsRenegotiation.OnceAsClient,
            "FreelyAsClient" => TlsRenegotiation.FreelyAsClient,
            _ => null,
        };
        if (parsed is null)
            tls.Error("renegotiation", $"The field \"renegotiation\" is \"{renegotiation}\".", "It must be Never, OnceAsClient or FreelyAsClient.");
        var settings = new ClientTlsSettings
        {
            RootCa = tls.Section("rootCA", ReadDocument),
            Certificate = tls.Section("certificate", ReadDocument),
            PrivateKey = tls.Section("privateKey", ReadDocument),
            Renegotiation = parsed ?? TlsRenegotiation.Never,
        };
        if (settings.Certificate is null != settings.PrivateKey is null)
        {
            tls.Error(
                settings.Certificate is null ? "certificate" : "privateKey",
                settings.Certificate is null ? "There is a private key without its certificate." : "There is a certificate without its private key.",
                "Give both or neither.");
        }

        return settings;
    }

    private static TlsDocument ReadDocument(FieldReader document)
    {
        var read = new TlsDocument
        {
            Value = NameValueReader.ReadValue(document, "value"),
            SecretKeyRef = NameValueReader.ReadSecretReference(document),
            Source = document.Source,
        };
        if (read.Value is null && read.SecretKeyRef is null)
            document.Error("value", "There is neither a value nor a reference to a secret.", "Give the PEM text as value, or secretKeyRef.");
        return read;
    }
}

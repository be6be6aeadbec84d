using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Layotto.Components.NameResolution.Consul;

/// <summary>How TLS to the agent of Consul is made; the certificates are read already.</summary>
internal sealed class ConsulTlsSettings
{
    private string _serverName = "";
    private X509Certificate2Collection? _roots;
    private X509Certificate2? _own;
    private bool _isUnverified;

    /// <summary>Whether the agent's certificate isn't looked at, which is unsafe.</summary>
    public bool IsUnverified => _isUnverified;

    /// <summary>Reads the settings and the files that they name.</summary>
    /// <exception cref="MetadataException">A file can't be read, or holds no certificate.</exception>
    public static ConsulTlsSettings Read(JsonSettings settings, bool isUnverifiedByEnvironment)
    {
        var tls = new ConsulTlsSettings
        {
            _serverName = settings.Text("address"),
            _isUnverified = settings.Boolean("insecureSkipVerify") || isUnverifiedByEnvironment,
        };
        var roots = new X509Certificate2Collection();
        if (settings.Text("caFile") is { Length: > 0 } file)
            Load("caFile", file, () => roots.ImportFromPemFile(file));
        if (settings.Text("caPath") is { Length: > 0 } folder)
        {
            Load("caPath", folder, () =>
            {
                foreach (var path in Directory.GetFiles(folder).Order(StringComparer.Ordinal))
                    roots.ImportFromPemFile(path);
            });
        }

        if (settings.Text("certFile") is { Length: > 0 } certificate)
        {
            var key = settings.Text("keyFile");
            Load("certFile", certificate, () => tls._own = X509Certificate2.CreateFromPemFile(certificate, key.Length > 0 ? key : null));
        }

        tls._roots = roots.Count > 0 ? roots : null;
        return tls;
    }

    /// <summary>Makes the options of the connections.</summary>
    [SuppressMessage("Security", "CA5359", Justification = "The operator asks for it by insecureSkipVerify, and is warned of it.")]
    public SslClientAuthenticationOptions CreateOptions()
    {
        var options = new SslClientAuthenticationOptions();
        if (_serverName.Length > 0)
            options.TargetHost = _serverName;
        if (_own is not null)
            options.ClientCertificates = [_own];
        if (_roots is not null)
        {
            options.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(_roots);
        }

        if (_isUnverified)
            options.RemoteCertificateValidationCallback = Accept;
        return options;
    }

    private static bool Accept(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) => true;

    private static void Load(string name, string path, Action load)
    {
        try
        {
            load();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new MetadataException(
                "client", $"The metadata key \"client.tlsConfig.{name}\" names {path}, which can't be used: {exception.Message}");
        }
    }
}

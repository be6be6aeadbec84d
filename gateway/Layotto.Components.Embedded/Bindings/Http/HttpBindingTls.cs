using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Layotto.Components.Embedded.Bindings.Http;

/// <summary>The TLS of <c>bindings.http</c>: who is trusted, and who we are.</summary>
internal static class HttpBindingTls
{
    private const string PemMark = "-----BEGIN ";

    /// <summary>Makes the options of connections.</summary>
    /// <exception cref="MetadataException">A certificate or key can't be read.</exception>
    public static async ValueTask<SslClientAuthenticationOptions> CreateAsync(HttpBindingSettings settings, CancellationToken cancellationToken)
    {
        var options = new SslClientAuthenticationOptions { AllowRenegotiation = settings.AllowsRenegotiation };
        if (settings.RootCa.Length > 0)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            var pem = await ReadAsync("MTLSRootCA", settings.RootCa, cancellationToken).ConfigureAwait(false);
            Guard("MTLSRootCA", () => policy.CustomTrustStore.ImportFromPem(pem));
            if (policy.CustomTrustStore.Count == 0)
                throw new MetadataException("MTLSRootCA", "The metadata key \"MTLSRootCA\" has no certificate in it.");
            options.CertificateChainPolicy = policy;
        }

        if (settings.ClientCertificate.Length > 0)
        {
            var certificate = await ReadAsync("MTLSClientCert", settings.ClientCertificate, cancellationToken).ConfigureAwait(false);
            var key = await ReadAsync("MTLSClientKey", settings.ClientKey, cancellationToken).ConfigureAwait(false);
            Guard("MTLSClientCert", () => options.ClientCertificateContext = SslStreamCertificateContext.Create(Own(certificate, key), Others(certificate)));
        }

        return options;
    }

    private static X509Certificate2 Own(string certificate, string key) => X509Certificate2.CreateFromPem(certificate, key);

    private static X509Certificate2Collection Others(string certificate)
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPem(certificate);
        if (all.Count > 0)
            all.RemoveAt(0);
        return all;
    }

    private static async ValueTask<string> ReadAsync(string name, string value, CancellationToken cancellationToken)
    {
        if (value.Contains(PemMark, StringComparison.Ordinal))
            return value;
        try
        {
            return await File.ReadAllTextAsync(value, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new MetadataException(name, $"The metadata key \"{name}\" is neither PEM nor the path of a file that can be read.");
        }
    }

    // What is wrong with a key or a certificate is told without a word of either.
    private static void Guard(string name, Action read)
    {
        try
        {
            read();
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new MetadataException(name, $"The metadata key \"{name}\" can't be used: its PEM is broken, or key and certificate don't belong together.");
        }
    }
}

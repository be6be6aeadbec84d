using System.Collections.Frozen;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Layotto.Dapr.Apps;

namespace Layotto.Dapr.Invocation;

/// <summary>The servers beyond the sidecars that can be called: those with a name, and any other by its address.</summary>
public sealed class HttpEndpoints : IDisposable
{
    private readonly HttpMessageInvoker _anyServer = new(HttpHandlers.Create());
    private readonly Lock _changes = new();
    private volatile FrozenDictionary<string, Entry> _entries = FrozenDictionary<string, Entry>.Empty;

    /// <summary>Puts endpoints in the place of those there are. Calls under way go on.</summary>
    /// <exception cref="ArgumentException">The TLS documents of one can't be used; the message names it.</exception>
    public void Replace(IEnumerable<HttpEndpoint> endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        lock (_changes)
        {
            var old = _entries;
            _entries = endpoints.ToFrozenDictionary(
                endpoint => endpoint.Name,
                endpoint => old.TryGetValue(endpoint.Name, out var kept) && kept.Endpoint == endpoint ? kept : Create(endpoint),
                StringComparer.Ordinal);
        }
    }

    /// <summary>Finds what an id stands for: an address, or the name of an endpoint.</summary>
    /// <param name="id">What the caller wrote.</param>
    /// <param name="baseUrl">The address that the path is put after.</param>
    /// <param name="headers">Headers to send along.</param>
    /// <param name="send">Sends requests there.</param>
    /// <returns>False when it is neither.</returns>
    internal bool TryFind(string id, out string baseUrl, out IReadOnlyList<KeyValuePair<string, string>> headers, out AppHttpSender send)
    {
        if (IsAddress(id))
        {
            baseUrl = id;
            headers = [];
            send = _anyServer.SendAsync;
            return true;
        }

        var isKnown = _entries.TryGetValue(id, out var entry);
        baseUrl = entry?.Endpoint.BaseUrl ?? "";
        headers = entry?.Endpoint.Headers ?? [];
        send = isKnown && entry!.Own is { } own ? own.SendAsync : _anyServer.SendAsync;
        return isKnown;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _anyServer.Dispose();
        foreach (var entry in _entries.Values)
            entry.Own?.Dispose();
    }

    private static bool IsAddress(string id)
        => id.StartsWith("http://", StringComparison.Ordinal) || id.StartsWith("https://", StringComparison.Ordinal);

    private static Entry Create(HttpEndpoint endpoint)
    {
        if (endpoint.RootCertificates is null && endpoint.Certificate is null)
            return new Entry(endpoint, null);
        var handler = HttpHandlers.Create();
        try
        {
            handler.SslOptions = TlsOptions(endpoint);
            return new Entry(endpoint, new HttpMessageInvoker(handler));
        }
        catch (CryptographicException exception)
        {
            handler.Dispose();
            throw new ArgumentException($"The clientTLS of the HTTPEndpoint {endpoint.Name} can't be used: {exception.Message}", nameof(endpoint), exception);
        }
    }

    private static SslClientAuthenticationOptions TlsOptions(HttpEndpoint endpoint)
    {
        var options = new SslClientAuthenticationOptions { AllowRenegotiation = endpoint.AllowsRenegotiation };
        if (endpoint.RootCertificates is { } roots)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPem(roots);
            options.CertificateChainPolicy = policy;
        }

        if (endpoint.Certificate is { } certificate)
        {
            using var pair = X509Certificate2.CreateFromPem(certificate, endpoint.PrivateKey ?? "");
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(certificate);

            // Windows can't use a key that lives in memory alone.
            var usable = OperatingSystem.IsWindows() ? X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null) : X509Certificate2.CreateFromPem(certificate, endpoint.PrivateKey ?? "");
            options.ClientCertificateContext = SslStreamCertificateContext.Create(usable, chain, offline: true);
        }

        return options;
    }

    private sealed record Entry(HttpEndpoint Endpoint, HttpMessageInvoker? Own);
}

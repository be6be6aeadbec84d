using System.Text;

namespace Layotto.Components.NameResolution.Consul;

/// <summary>How the agent of Consul is reached.</summary>
/// <param name="Address">The base of its URLs; that of a Unix socket is <c>http://localhost</c>.</param>
/// <param name="SocketPath">The Unix socket; null for none.</param>
/// <param name="Datacenter">The data centre to ask for; empty for the agent's own.</param>
/// <param name="Token">The ACL token; empty for none.</param>
/// <param name="BasicAuthentication">User and password, in base 64; empty for none.</param>
/// <param name="WaitTime">How long the agent waits for a change; null for its own default.</param>
/// <param name="Tls">The settings of TLS.</param>
internal sealed record ConsulClientSettings(
    Uri Address, string? SocketPath, string Datacenter, string Token, string BasicAuthentication, TimeSpan? WaitTime, ConsulTlsSettings Tls)
{
    private const string DefaultAddress = "127.0.0.1:8500";

    /// <summary>Reads the settings; what they don't say, Consul's own environment variables do.</summary>
    /// <exception cref="MetadataException">One of them is wrong.</exception>
    public static ConsulClientSettings Read(JsonSettings client, Func<string, string?> environment)
    {
        string Or(string value, string variable, string otherwise = "")
            => value.Length > 0 ? value : environment(variable) is { Length: > 0 } found ? found : otherwise;

        var text = Or(client.Text("address"), "CONSUL_HTTP_ADDR", DefaultAddress);
        var scheme = client.Text("scheme");
        if (scheme.Length == 0)
            scheme = IsTrue(environment("CONSUL_HTTP_SSL")) ? "https" : "http";
        string? socketPath = null;
        if (text.StartsWith("unix://", StringComparison.OrdinalIgnoreCase))
            (socketPath, text, scheme) = (text["unix://".Length..], "localhost", "http");
        var url = text.Contains("://", StringComparison.Ordinal) ? text : $"{scheme}://{text}";
        if (!Uri.TryCreate(url.TrimEnd('/') + "/", UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw JsonSettings.Wrong("client.address", "host:port, an http or https URL, or unix:///path, and \"client.scheme\" http or https");

        var basic = client.Section("httpAuth");
        var user = basic.Text("username") is { Length: > 0 } name ? $"{name}:{basic.Text("password")}" : environment("CONSUL_HTTP_AUTH") ?? "";
        return new ConsulClientSettings(
            address,
            socketPath,
            client.Text("datacenter"),
            ReadToken(client, Or),
            user.Length == 0 ? "" : Convert.ToBase64String(Encoding.UTF8.GetBytes(user)),
            client.Duration("waitTime"),
            ConsulTlsSettings.Read(client.Section("tlsConfig"), environment("CONSUL_HTTP_SSL_VERIFY") is { Length: > 0 } verify && !IsTrue(verify)));
    }

    private static bool IsTrue(string? text) => Metadata.Truth.IsTruthy(text);

    private static string ReadToken(JsonSettings client, Func<string, string, string, string> or)
    {
        var path = or(client.Text("tokenFile"), "CONSUL_HTTP_TOKEN_FILE", "");
        if (path.Length == 0)
            return or(client.Text("token"), "CONSUL_HTTP_TOKEN", "");
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MetadataException("client", $"The metadata key \"client.tokenFile\" names the file {path}, which can't be read: {exception.Message}");
        }
    }
}

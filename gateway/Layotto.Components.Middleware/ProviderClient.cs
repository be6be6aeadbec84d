using System.Text.Json;

namespace Layotto.Components.Middleware;

/// <summary>Calls an identity provider. Answers are bounded, and what is wrong with one is told without repeating it.</summary>
internal static class ProviderClient
{
    private const int MaxAnswer = 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Makes a client.</summary>
    /// <exception cref="ComponentException">The machine lacks what TLS and signatures need.</exception>
    public static HttpClient Create()
    {
        if (!OpenSsl.IsAvailable)
            throw new ComponentException("OpenSSL's libraries (libssl) aren't installed on this machine, and signatures and TLS need them.");
        var handler = new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5), UseCookies = false };
        return new HttpClient(handler) { Timeout = Patience, MaxResponseContentBufferSize = MaxAnswer };
    }

    /// <summary>Reads a setting that is an address.</summary>
    /// <exception cref="MetadataException">It isn't one of HTTP.</exception>
    public static Uri Address(string key, string value)
        => Uri.TryCreate(value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new MetadataException(key, $"The metadata key \"{key}\" must be an address that begins with https:// or http://.");

    /// <summary>Fetches a JSON object.</summary>
    /// <param name="client">The client.</param>
    /// <param name="address">Where it is.</param>
    /// <param name="what">What a sentence calls it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The object's text, and how long the provider says it may be kept.</returns>
    /// <exception cref="ComponentException">It couldn't be had.</exception>
    public static async Task<(string Json, TimeSpan? MaxAge)> GetJsonAsync(
        HttpClient client, Uri address, string what, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.GetAsync(address, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode != System.Net.HttpStatusCode.OK)
                throw new ComponentException($"{what} couldn't be fetched: {address} answered with the status {(int)response.StatusCode}.");
            var json = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? (json, response.Headers.CacheControl?.MaxAge)
                : throw new ComponentException($"{what} at {address} isn't a JSON object.");
        }
        catch (JsonException exception)
        {
            throw new ComponentException($"{what} at {address} isn't JSON.", exception);
        }
        catch (HttpRequestException exception)
        {
            throw new ComponentException($"{what} couldn't be fetched from {address}: {exception.Message}", exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ComponentException($"{what} couldn't be fetched: {address} didn't answer within {Patience.TotalSeconds} s.", exception);
        }
    }
}

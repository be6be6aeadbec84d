namespace Layotto.Telemetry;

/// <summary>Makes the clients that send telemetry.</summary>
internal static class TelemetryHttp
{
    /// <summary>Makes a client for a collector, with the headers that are sent along.</summary>
    public static HttpClient CreateClient(OtlpEndpoint endpoint)
    {
        var client = CreateClient(endpoint.Timeout);
        foreach (var (name, value) in endpoint.Headers)
            client.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
        return client;
    }

    /// <summary>Makes a client that itself leaves no trace, and follows no redirect with what it sends.</summary>
    public static HttpClient CreateClient(TimeSpan timeout) => new(new SocketsHttpHandler
    {
        ActivityHeadersPropagator = null,
        AllowAutoRedirect = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        UseCookies = false,
    })
    {
        Timeout = timeout,
    };
}

using Layotto.Components.HttpMiddleware;

namespace Layotto.Conformance.Middleware;

/// <summary>
/// A browser whose user clicks on nothing: it goes where it is sent, and keeps cookies. What is at <c>http://localhost/</c> goes through the
/// middleware, everything else, such as an identity provider, over the network.
/// </summary>
/// <param name="middleware">The middleware.</param>
/// <param name="headers">The headers of each request to it.</param>
internal sealed class Browser(IHttpMiddleware middleware, IReadOnlyDictionary<string, string> headers) : IDisposable
{
    /// <summary>What it calls the gateway that the middleware is of.</summary>
    public const string Host = "localhost";

    private const string CookieHeader = "Cookie";
    private const int MostSteps = 20;

    private readonly SortedDictionary<string, string> _cookies = new(StringComparer.Ordinal);
    private readonly HttpClient _network = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    /// <summary>The headers of its next request.</summary>
    public Dictionary<string, string> Headers
    {
        get
        {
            var all = new Dictionary<string, string>(headers, StringComparer.OrdinalIgnoreCase);
            var own = _cookies.Select(cookie => $"{cookie.Key}={cookie.Value}");
            if (_cookies.Count > 0)
                all[CookieHeader] = string.Join("; ", all.TryGetValue(CookieHeader, out var others) ? own.Prepend(others) : own);
            return all;
        }
    }

    /// <summary>Opens a page, and goes wherever that leads to until a request is passed on.</summary>
    /// <returns>The request that was passed on, and the number of those that were made, it included.</returns>
    /// <exception cref="ConformanceException">None was.</exception>
    public async Task<(HttpExchange Exchange, int Steps)> OpenAsync(string target, CancellationToken cancellationToken)
    {
        var address = new Uri($"http://{Host}{target}");
        for (var step = 1; step <= MostSteps; step++)
        {
            string? location;
            if (address is { Host: Host, IsDefaultPort: true })
            {
                var exchange = await HttpExchange.SendAsync(middleware, "GET", address.PathAndQuery, "", Headers, cancellationToken);
                foreach (var cookie in exchange.Context.Response.Headers.SetCookie)
                    Keep(cookie ?? "");
                if (exchange.Passed is not null)
                    return (exchange, step);
                location = Location(exchange.Status, exchange.Context.Response.Headers.Location, $"the path {address.AbsolutePath}");
            }
            else
            {
                using var response = await _network.GetAsync(address, cancellationToken);
                location = Location((int)response.StatusCode, response.Headers.Location?.OriginalString, $"the provider at {address.Authority}");
            }

            Expect.True(Uri.TryCreate(address, location, out var next) && next.Scheme is "http" or "https", $"a browser should be sent to an address; the one at step {step} is none");
            address = next;
        }

        throw new ConformanceException($"a browser should get through once it has signed in; it is still sent elsewhere after {MostSteps} steps");
    }

    public void Dispose() => _network.Dispose();

    private static string? Location(int status, string? location, string whose)
        => status is >= 300 and < 400 && location is { Length: > 0 }
            ? location
            : throw new ConformanceException($"a browser that signs in should be sent on, or let through; {whose} answers it with {status}");

    private void Keep(string cookie)
    {
        var parts = cookie.Split(';', StringSplitOptions.TrimEntries);
        var equals = parts[0].IndexOf('=', StringComparison.Ordinal);
        if (equals < 1)
            return;
        var name = parts[0][..equals];
        if (parts.Contains("Max-Age=0", StringComparer.OrdinalIgnoreCase))
            _cookies.Remove(name);
        else
            _cookies[name] = parts[0][(equals + 1)..];
    }
}

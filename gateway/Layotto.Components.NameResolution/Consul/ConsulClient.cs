using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Layotto.Components.NameResolution.Consul;

/// <summary>Speaks the HTTP API of a Consul agent.</summary>
internal sealed class ConsulClient : IDisposable
{
    private const int MaxAnswerBytes = 8 * 1024 * 1024;
    private const int ShownCharacters = 200;

    /// <summary>The most that a call takes that doesn't wait for a change.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ConsulClientSettings _settings;
    private readonly TimeProvider _timeProvider;
    private readonly HttpClient _http;

    public ConsulClient(ConsulClientSettings settings, TimeProvider timeProvider)
    {
        _settings = settings;
        _timeProvider = timeProvider;
        var handler = new SocketsHttpHandler
        {
            SslOptions = settings.Tls.CreateOptions(),
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        if (settings.SocketPath is { } path)
            handler.ConnectCallback = (_, cancellationToken) => ConnectAsync(path, cancellationToken);
        _http = new HttpClient(handler)
        {
            BaseAddress = settings.Address,
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = MaxAnswerBytes,
        };
    }

    /// <summary>Asks the agent for what it knows of itself: whether it answers.</summary>
    /// <exception cref="ComponentException">It doesn't.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Get, "v1/agent/self", null, "", "", Patience, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Registers a service with the agent.</summary>
    /// <exception cref="ComponentException">The agent doesn't answer or refuses.</exception>
    public async Task RegisterAsync(string json, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(
            HttpMethod.Put, WithDatacenter("v1/agent/service/register"), json, "", "", Patience, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes a registration back.</summary>
    /// <exception cref="ComponentException">The agent doesn't answer or refuses.</exception>
    public async Task DeregisterAsync(string id, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(
            HttpMethod.Put, WithDatacenter($"v1/agent/service/deregister/{Uri.EscapeDataString(id)}"), null, "", "", Patience, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Asks for the healthy sidecars of an app.</summary>
    /// <param name="path">The question, as <see cref="ConsulQuery"/> makes it.</param>
    /// <param name="query">What goes along with it.</param>
    /// <param name="portKey">The key of the sidecar-to-sidecar port in a service's metadata.</param>
    /// <param name="patience">How long to wait for the answer.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ComponentException">The agent doesn't answer or refuses.</exception>
    public async Task<ConsulAnswer> FindAsync(
        string path, ConsulQuery query, string portKey, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Get, path, null, query.Token, query.CacheControl, patience, cancellationToken)
            .ConfigureAwait(false);
        var index = answer.Headers.TryGetValues("X-Consul-Index", out var values)
            && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        try
        {
            return ConsulAnswer.Read(await answer.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false), index, portKey);
        }
        catch (FormatException exception)
        {
            throw new ComponentException($"Consul at {_settings.Address} answered something else than Consul does: {exception.Message}", exception);
        }
    }

    public void Dispose() => _http.Dispose();

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private string WithDatacenter(string path)
        => _settings.Datacenter.Length == 0 ? path : $"{path}?dc={Uri.EscapeDataString(_settings.Datacenter)}";

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? json, string token, string cacheControl, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        if ((token.Length > 0 ? token : _settings.Token) is { Length: > 0 } used)
            request.Headers.TryAddWithoutValidation("X-Consul-Token", used);
        if (_settings.BasicAuthentication.Length > 0)
            request.Headers.TryAddWithoutValidation("Authorization", $"Basic {_settings.BasicAuthentication}");
        if (cacheControl.Length > 0)
            request.Headers.TryAddWithoutValidation("Cache-Control", cacheControl);

        using var deadline = new CancellationTokenSource(patience, _timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseContentRead, either.Token).ConfigureAwait(false);
            if (answer.IsSuccessStatusCode)
                return answer;
            using (answer)
            {
                var body = (await answer.Content.ReadAsStringAsync(either.Token).ConfigureAwait(false)).Trim();
                throw new ComponentException(
                    $"Consul at {_settings.Address} answered {(int)answer.StatusCode} to {method} /{path.Split('?')[0]}: "
                        + (body.Length > ShownCharacters ? body[..ShownCharacters] + "…" : body));
            }
        }
        catch (HttpRequestException exception)
        {
            throw new ComponentException($"Consul at {_settings.Address} can't be reached: {exception.Message}", exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ComponentException($"Consul at {_settings.Address} didn't answer within {patience.TotalSeconds:0} seconds.", exception);
        }
    }
}

using Microsoft.Extensions.Logging;

namespace Layotto.Components.Crypto.Jwks;

/// <summary>A set behind a URL, fetched at start and then at each interval. A fetch that fails leaves the old set in force.</summary>
internal sealed class UrlKeySet : IKeySetSource
{
    private readonly Uri _address;
    private readonly JwksSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly HttpClient _client;
    private readonly CancellationTokenSource _stop = new();
    private Task _refreshing = Task.CompletedTask;
    private volatile KeySet? _keys;

    public UrlKeySet(Uri address, JwksSettings settings, TimeProvider time, ILogger logger)
    {
        (_address, _settings, _time, _logger) = (address, settings, time, logger);
        _client = new HttpClient(new SocketsHttpHandler { MaxAutomaticRedirections = 5, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            Timeout = settings.RequestTimeout,
            MaxResponseContentBufferSize = KeySet.MaxBytes,
        };
    }

    public async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        if (_address.Scheme == Uri.UriSchemeHttp)
            _logger.LogWarning("The JSON Web Key Set is fetched without TLS, so whoever is on the way can change it");
        try
        {
            _keys = await FetchAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ComponentException exception)
        {
            throw new ComponentException($"The URL of the metadata key \"jwks\" ({Shown}) can't be used: {exception.Message}.", exception.InnerException);
        }

        _refreshing = RefreshAsync();
    }

    public KeySet Current() => _keys!;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _refreshing.ConfigureAwait(false);
        _client.Dispose();
        _stop.Dispose();
    }

    // A query can hold a secret.
    private string Shown => _address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    private async Task RefreshAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(_settings.MinRefreshInterval, _time);
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                try
                {
                    _keys = await FetchAsync(_stop.Token).ConfigureAwait(false);
                }
                catch (ComponentException exception)
                {
                    _logger.LogWarning("The JSON Web Key Set {Url} can't be fetched anew, so the old one stays in force: {Reason}", Shown, exception.Message);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The component is being disposed.
        }
    }

    private async Task<KeySet> FetchAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _client.GetAsync(_address, cancellationToken).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
                throw new ComponentException($"it answers with the status {(int)response.StatusCode}");
            return KeySet.Read(await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false), _logger);
        }
        catch (HttpRequestException exception)
        {
            throw new ComponentException($"it can't be reached, or what it answers is larger than {KeySet.MaxBytes} bytes", exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ComponentException($"it takes longer than {Metadata.GoDuration.Format(_settings.RequestTimeout)} to answer", exception);
        }
    }
}

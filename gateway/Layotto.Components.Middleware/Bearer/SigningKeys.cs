using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace Layotto.Components.Middleware.Bearer;

/// <summary>
/// An issuer's public keys by their ids. They are fetched again as often as the issuer says, but not more often than every ten minutes;
/// a token with an unknown key id has them fetched early, within the same bound. If that fails the old ones stay.
/// </summary>
internal sealed class SigningKeys : IAsyncDisposable
{
    /// <summary>The least time between two fetches (Dapr's).</summary>
    public static readonly TimeSpan MinRefresh = TimeSpan.FromMinutes(10);

    private const string What = "The issuer's keys";
    private static readonly TimeSpan MaxRefresh = TimeSpan.FromDays(1);

    private readonly HttpClient _client;
    private readonly Uri _address;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private volatile FrozenDictionary<string, SecurityKey[]> _keys = FrozenDictionary<string, SecurityKey[]>.Empty;
    private long _lastTry;
    private Task _refresh = Task.CompletedTask;

    private SigningKeys(HttpClient client, Uri address, TimeProvider time, ILogger logger)
    {
        _client = client;
        _address = address;
        _time = time;
        _logger = logger;
        _timer = time.CreateTimer(_ => BeginRefresh(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Fetches the keys for the first time.</summary>
    /// <exception cref="ComponentException">They couldn't be had.</exception>
    public static async Task<SigningKeys> FetchAsync(
        HttpClient client, Uri address, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        var keys = new SigningKeys(client, address, time, logger);
        try
        {
            await keys.FetchAsync(cancellationToken).ConfigureAwait(false);
            return keys;
        }
        catch
        {
            await keys.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The keys of an id; empty where there is none.</summary>
    public SecurityKey[] Find(string keyId) => _keys.GetValueOrDefault(keyId, []);

    /// <summary>Waits for the fetch that runs, or begins one if the last is long enough ago.</summary>
    /// <returns>False when there is nothing to wait for: the keys are as new as they may be.</returns>
    public async ValueTask<bool> TryRefreshAsync(CancellationToken cancellationToken)
    {
        Task refresh;
        lock (_lock)
        {
            if (_refresh.IsCompleted && _time.GetElapsedTime(_lastTry) < MinRefresh)
                return false;
            refresh = BeginRefresh();
        }

        await refresh.WaitAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _timer.DisposeAsync().ConfigureAwait(false);
        Task refresh;
        lock (_lock)
            refresh = _refresh;
        await refresh.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private Task BeginRefresh()
    {
        lock (_lock)
        {
            if (_refresh.IsCompleted && !_stopping.IsCancellationRequested)
                _refresh = Task.Run(RefreshAsync);
            return _refresh;
        }
    }

    private async Task RefreshAsync()
    {
        try
        {
            await FetchAsync(_stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The component is being stopped.
        }
        catch (ComponentException exception)
        {
            _logger.LogWarning("{Reason} The keys fetched before stay in use; the next attempt is in {Minutes} minutes.", exception.Message, MinRefresh.TotalMinutes);
            Schedule(MinRefresh);
        }
    }

    private async Task FetchAsync(CancellationToken cancellationToken)
    {
        Interlocked.Exchange(ref _lastTry, _time.GetTimestamp());
        var (json, maxAge) = await ProviderClient.GetJsonAsync(_client, _address, What, cancellationToken).ConfigureAwait(false);
        _keys = Read(json);
        Schedule(maxAge is { } age ? TimeSpan.FromTicks(Math.Clamp(age.Ticks, MinRefresh.Ticks, MaxRefresh.Ticks)) : MinRefresh);
    }

    private void Schedule(TimeSpan due)
    {
        if (!_stopping.IsCancellationRequested)
            _timer.Change(due, Timeout.InfiniteTimeSpan);
    }

    // Keys for encryption, shared secrets and keys without an id are none that a token's signature may be held against.
    private FrozenDictionary<string, SecurityKey[]> Read(string json)
    {
        JsonWebKeySet set;
        try
        {
            set = new JsonWebKeySet(json);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            throw new ComponentException($"{What} at {_address} aren't a JSON Web Key Set.", exception);
        }

        var keys = set.Keys
            .Where(key => !string.IsNullOrEmpty(key.Kid)
                && key.Use is null or "" or "sig"
                && key.Kty is JsonWebAlgorithmsKeyTypes.RSA or JsonWebAlgorithmsKeyTypes.EllipticCurve)
            .GroupBy(key => key.Kid, StringComparer.Ordinal)
            .ToFrozenDictionary(group => group.Key, group => group.ToArray<SecurityKey>(), StringComparer.Ordinal);
        if (keys.Count == 0)
            throw new ComponentException($"{What} at {_address} hold no RSA or elliptic-curve key with an id (kid) for signatures.");
        return keys;
    }
}

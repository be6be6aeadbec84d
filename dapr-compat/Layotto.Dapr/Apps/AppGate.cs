using Layotto.Runtime.Apps;

namespace Layotto.Dapr.Apps;

/// <summary>
/// What every call to the app passes: whether the app is healthy, and the limit of calls under way at once. A call holds its permit until
/// it has ended.
/// </summary>
/// <param name="health">Whether the app can be called.</param>
/// <param name="maxConcurrency">The most calls at once; null for no limit.</param>
internal sealed class AppGate(AppHealth health, int? maxConcurrency) : IDisposable
{
    /// <summary>What a caller is told of an app that its health checks found unwell; Dapr's words.</summary>
    public const string Unhealthy = "app is not in a healthy state";

    /// <summary>What a caller is told who finds too many others waiting.</summary>
    public const string TooManyWaiting = "too many calls to the app wait for one of the calls that --app-max-concurrency allows at once";

    // What waits costs memory; a caller beyond this is better told so at once.
    private const int MaxWaiting = 10_000;

    private readonly SemaphoreSlim? _permits = maxConcurrency is { } limit ? new SemaphoreSlim(limit, limit) : null;
    private int _waiting;

    /// <summary>Whether calls need permits.</summary>
    public bool IsLimited => _permits is not null;

    /// <summary>Whether the app can be called.</summary>
    public bool IsHealthy => health.IsHealthy;

    /// <summary>Takes a permit, waiting for one if need be.</summary>
    /// <returns>False when too many calls wait already.</returns>
    public async ValueTask<bool> TryEnterAsync(CancellationToken cancellationToken)
    {
        if (_permits is null || _permits.Wait(0, CancellationToken.None))
            return true;
        if (Interlocked.Increment(ref _waiting) > MaxWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            return false;
        }

        try
        {
            await _permits.WaitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>Gives a permit back.</summary>
    public void Leave() => _permits?.Release();

    /// <inheritdoc/>
    public void Dispose() => _permits?.Dispose();
}

namespace Layotto.Components.Middleware.OAuth2;

/// <summary>Keeps a token for as long as it is valid. Whoever comes while one is asked for waits for the same answer.</summary>
internal sealed class TokenCache(Func<CancellationToken, Task<AccessToken>> request, TimeProvider time) : IAsyncDisposable
{
    // A token that is about to expire would be refused on its way (the margin of Go's library).
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan UntoldLifetime = TimeSpan.FromHours(1);

    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private Entry? _entry;
    private Task<Entry>? _asking;

    /// <summary>The header value of a valid token.</summary>
    /// <exception cref="ComponentException">The provider gave none.</exception>
    public ValueTask<string> GetAsync(CancellationToken cancellationToken)
    {
        Task<Entry> asking;
        lock (_lock)
        {
            if (_entry is { } entry && time.GetUtcNow() < entry.Until)
                return ValueTask.FromResult(entry.HeaderValue);
            _stopping.Token.ThrowIfCancellationRequested();
            asking = _asking ??= Task.Run(AskAsync, CancellationToken.None);
        }

        return WaitAsync(asking, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        Task? asking;
        lock (_lock)
            asking = _asking;

        if (asking is not null)
            await asking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private static async ValueTask<string> WaitAsync(Task<Entry> asking, CancellationToken cancellationToken)
        => (await asking.WaitAsync(cancellationToken).ConfigureAwait(false)).HeaderValue;

    // It isn't the caller's to cancel: others wait for it too.
    private async Task<Entry> AskAsync()
    {
        try
        {
            var token = await request(_stopping.Token).ConfigureAwait(false);
            var entry = new Entry(token.HeaderValue, time.GetUtcNow() + (token.Lifetime ?? UntoldLifetime) - Margin);
            lock (_lock)
                _entry = entry;
            return entry;
        }
        finally
        {
            lock (_lock)
                _asking = null;
        }
    }

    private sealed record Entry(string HeaderValue, DateTimeOffset Until);
}

using System.Collections.Frozen;
using Layotto.Components.Configuration;
using Microsoft.Extensions.Logging;

namespace Layotto.Components.Embedded.Configuration;

/// <summary>A subscription. What waits to be told is at most one item a key, so that a handler that never ends costs no more than that.</summary>
internal sealed class ConfigurationSubscription(
    IReadOnlyList<string> keys, ConfigurationHandler handler, ILogger logger, Action<ConfigurationSubscription> ended) : IAsyncDisposable
{
    private readonly FrozenSet<string> _keys = keys.ToFrozenSet(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private Dictionary<string, ConfigurationItem> _waiting = new(StringComparer.Ordinal);
    private Task _pump = Task.CompletedTask;
    private bool _isPumping;
    private bool _isStopped;

    /// <summary>Tells of changes, soon; those of other keys are passed over.</summary>
    public void Tell(IReadOnlyDictionary<string, ConfigurationItem> changes)
    {
        lock (_lock)
        {
            if (_isStopped)
                return;
            foreach (var (key, item) in changes)
            {
                if (_keys.Count == 0 || _keys.Contains(key))
                    _waiting[key] = item;
            }

            if (_isPumping || _waiting.Count == 0)
                return;
            _isPumping = true;
            _pump = Task.Run(PumpAsync, CancellationToken.None);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Task pump;
        lock (_lock)
        {
            _isStopped = true;
            pump = _pump;
        }

        ended(this);
        await _stopping.CancelAsync().ConfigureAwait(false);
        await pump.ConfigureAwait(false);
    }

    private async Task PumpAsync()
    {
        while (TakeWaiting() is { } items)
        {
            try
            {
                await handler(items, _stopping.Token).ConfigureAwait(false);
            }
            catch (Exception exception) when (!_stopping.IsCancellationRequested)
            {
                logger.LogWarning("A subscriber couldn't be told of {Count} changed configuration items: {Reason}", items.Count, exception.Message);
            }
            catch (Exception exception)
            {
                logger.LogDebug("A subscription ended while its subscriber was being told of changes: {Reason}", exception.Message);
            }
        }
    }

    private Dictionary<string, ConfigurationItem>? TakeWaiting()
    {
        lock (_lock)
        {
            if (_isStopped || _waiting.Count == 0)
            {
                _isPumping = false;
                return null;
            }

            var waiting = _waiting;
            _waiting = new Dictionary<string, ConfigurationItem>(StringComparer.Ordinal);
            return waiting;
        }
    }
}

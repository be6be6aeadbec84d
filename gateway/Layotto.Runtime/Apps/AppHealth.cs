namespace Layotto.Runtime.Apps;

/// <summary>
/// Whether the app can be called. Without a health check it counts as healthy from the start; with one it is unhealthy until a
/// probe succeeds. Subscriptions and input bindings rest while it is unhealthy.
/// </summary>
public sealed class AppHealth(bool isHealthy)
{
    private readonly Lock _lock = new();
    private readonly List<Action<bool>> _listeners = [];
    private volatile bool _isHealthy = isHealthy;

    /// <summary>Whether the app can be called.</summary>
    public bool IsHealthy => _isHealthy;

    /// <summary>Records what a probe found, and tells those who listen when that is a change.</summary>
    public void Report(bool isHealthy)
    {
        lock (_lock)
        {
            if (_isHealthy == isHealthy)
                return;
            _isHealthy = isHealthy;

            // Under the lock, so that two changes reach a listener in their order; listeners only note the change.
            foreach (var listener in _listeners)
                listener(isHealthy);
        }
    }

    /// <summary>Calls a function on every later change. It must return at once and not throw.</summary>
    /// <returns>Ends the calls when disposed.</returns>
    public IDisposable OnChange(Action<bool> listener)
    {
        lock (_lock)
            _listeners.Add(listener);
        return new Listening(this, listener);
    }

    private sealed class Listening(AppHealth health, Action<bool> listener) : IDisposable
    {
        public void Dispose()
        {
            lock (health._lock)
                health._listeners.Remove(listener);
        }
    }
}

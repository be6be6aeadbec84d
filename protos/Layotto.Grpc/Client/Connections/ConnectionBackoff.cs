namespace Layotto.Grpc.Client.Connections;

/// <summary>
/// Computes when to connect again, by gRPC's connection backoff protocol: the time between the starts of two attempts
/// grows after each failure. Not thread-safe.
/// </summary>
internal sealed class ConnectionBackoff(ReconnectOptions options, Func<double> random)
{
    private TimeSpan _current;

    /// <summary>Forgets all failures.</summary>
    public void Reset() => _current = TimeSpan.Zero;

    /// <summary>How long the attempt that starts now may take.</summary>
    public TimeSpan ConnectTimeout => _current > options.MinConnectTimeout ? _current : options.MinConnectTimeout;

    /// <summary>After one more failure: how long after the start of the failed attempt the next one may start.</summary>
    public TimeSpan Next()
    {
        if (_current == TimeSpan.Zero)
        {
            _current = options.InitialBackoff;
            return _current;
        }

        var grown = _current.Ticks * options.Multiplier;
        _current = grown >= options.MaxBackoff.Ticks ? options.MaxBackoff : TimeSpan.FromTicks((long)grown);
        var jitter = options.Jitter * ((2 * random()) - 1);
        return TimeSpan.FromTicks((long)(_current.Ticks * (1 + jitter)));
    }
}

namespace Layotto.Grpc.Client;

/// <summary>When a failed connection is tried again; the defaults are those of gRPC's connection backoff protocol.</summary>
public sealed record ReconnectOptions
{
    /// <summary>From the start of the first failed attempt to the next one. Default 1 s.</summary>
    public TimeSpan InitialBackoff { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What the backoff grows by after each failure; at least 1. Default 1.6.</summary>
    public double Multiplier { get; init; } = 1.6;

    /// <summary>What the backoff never grows beyond, jitter aside. Default 120 s.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>The share of the backoff that is added or taken away at random, from 0 to 1. Default 0.2.</summary>
    public double Jitter { get; init; } = 0.2;

    /// <summary>The least time that an attempt may take before it counts as failed. Default 20 s.</summary>
    public TimeSpan MinConnectTimeout { get; init; } = TimeSpan.FromSeconds(20);

    internal void Validate()
    {
        if (InitialBackoff <= TimeSpan.Zero)
            throw new ArgumentException($"{nameof(InitialBackoff)} is {InitialBackoff}; it must be more than zero.");
        if (!(Multiplier >= 1) || double.IsInfinity(Multiplier))
            throw new ArgumentException($"{nameof(Multiplier)} is {Multiplier}; it must be a finite number of at least 1.");
        if (MaxBackoff < InitialBackoff)
        {
            throw new ArgumentException(
                $"{nameof(MaxBackoff)} is {MaxBackoff}; it must be at least {nameof(InitialBackoff)}, {InitialBackoff}.");
        }

        if (!(Jitter is >= 0 and <= 1))
            throw new ArgumentException($"{nameof(Jitter)} is {Jitter}; it must be from 0 to 1.");
        if (MinConnectTimeout <= TimeSpan.Zero)
            throw new ArgumentException($"{nameof(MinConnectTimeout)} is {MinConnectTimeout}; it must be more than zero.");
    }
}

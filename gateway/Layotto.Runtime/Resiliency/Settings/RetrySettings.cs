namespace Layotto.Runtime.Resiliency.Settings;

/// <summary>How a failed call is tried again. The defaults are Dapr's. Two that say the same are equal.</summary>
public sealed record RetrySettings
{
    /// <summary>Whether the waits grow; else each is of <see cref="Duration"/>.</summary>
    public bool IsExponential { get; init; }

    /// <summary>The wait of a constant policy.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The first wait of an exponential policy, before randomness; each later one is half as long again.</summary>
    public TimeSpan InitialInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest wait of an exponential policy, before randomness.</summary>
    public TimeSpan MaxInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long after the first attempt's begin an exponential policy gives up; zero for never.</summary>
    public TimeSpan MaxElapsedTime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How often it is tried again; negative for without end.</summary>
    public int MaxRetries { get; init; } = -1;

    /// <summary>The HTTP status codes that are tried again; null for all.</summary>
    public IReadOnlyList<CodeRange>? HttpCodes { get; init; }

    /// <summary>The gRPC status codes that are tried again; null for all.</summary>
    public IReadOnlyList<CodeRange>? GrpcCodes { get; init; }

    /// <summary>Whether the other says the same.</summary>
    public bool Equals(RetrySettings? other)
        => other is not null
            && (IsExponential, Duration, InitialInterval, MaxInterval, MaxElapsedTime, MaxRetries)
                == (other.IsExponential, other.Duration, other.InitialInterval, other.MaxInterval, other.MaxElapsedTime, other.MaxRetries)
            && AreSame(HttpCodes, other.HttpCodes)
            && AreSame(GrpcCodes, other.GrpcCodes);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(IsExponential, Duration, MaxInterval, MaxRetries);

    private static bool AreSame(IReadOnlyList<CodeRange>? one, IReadOnlyList<CodeRange>? other)
        => one is null || other is null ? one == other : one.SequenceEqual(other);
}

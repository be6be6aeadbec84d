namespace Layotto.Dapr.Resources.Resiliencies;

/// <summary>How a failed call is tried again (<c>spec.policies.retries</c>).</summary>
public sealed record RetryPolicy
{
    /// <summary>How the waits go on.</summary>
    public BackoffKind Backoff { get; init; }

    /// <summary>The wait of a constant policy.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest wait of an exponential policy.</summary>
    public TimeSpan MaxInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often it is tried again; negative for without end.</summary>
    public int MaxRetries { get; init; } = -1;

    /// <summary>The HTTP status codes that are tried again; null for all.</summary>
    public IReadOnlyList<StatusCodeRange>? HttpStatusCodes { get; init; }

    /// <summary>The gRPC status codes that are tried again; null for all.</summary>
    public IReadOnlyList<StatusCodeRange>? GrpcStatusCodes { get; init; }
}

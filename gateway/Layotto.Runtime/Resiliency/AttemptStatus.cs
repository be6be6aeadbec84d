namespace Layotto.Runtime.Resiliency;

/// <summary>How one attempt of a call ended, as far as policies look at it.</summary>
/// <param name="IsFailure">Whether it counts as a failure.</param>
/// <param name="IsPermanent">Whether another attempt would be in vain, whatever the policy says.</param>
/// <param name="HttpStatus">The HTTP status, for matching; null for none.</param>
/// <param name="GrpcStatus">The gRPC status, for matching; null for none.</param>
public readonly record struct AttemptStatus(bool IsFailure, bool IsPermanent = false, int? HttpStatus = null, int? GrpcStatus = null)
{
    /// <summary>It went well.</summary>
    public static AttemptStatus Success => default;

    /// <summary>It failed, and may be tried again.</summary>
    public static AttemptStatus Failure => new(IsFailure: true);
}

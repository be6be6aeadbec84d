using Layotto.Runtime.Expressions;

namespace Layotto.Runtime.Resiliency;

/// <summary>What a circuit breaker has counted since it last began anew: the variables of its trip.</summary>
/// <param name="Requests">The calls let through.</param>
/// <param name="TotalSuccesses">Those that went well.</param>
/// <param name="TotalFailures">Those that failed.</param>
/// <param name="ConsecutiveSuccesses">The successes since the last failure.</param>
/// <param name="ConsecutiveFailures">The failures since the last success.</param>
internal sealed record CircuitCounts(
    long Requests = 0, long TotalSuccesses = 0, long TotalFailures = 0, long ConsecutiveSuccesses = 0, long ConsecutiveFailures = 0) : ICelActivation
{
    public bool TryGet(string name, out CelValue value)
    {
        long? count = name switch
        {
            "requests" => Requests,
            "totalSuccesses" => TotalSuccesses,
            "totalFailures" => TotalFailures,
            "consecutiveSuccesses" => ConsecutiveSuccesses,
            "consecutiveFailures" => ConsecutiveFailures,
            _ => null,
        };
        value = CelValue.FromInteger(count ?? 0);
        return count is not null;
    }
}

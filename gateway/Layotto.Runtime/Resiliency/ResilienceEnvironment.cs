using Microsoft.Extensions.Logging;

namespace Layotto.Runtime.Resiliency;

/// <summary>What policies need of the world.</summary>
/// <param name="Logger">Where retries and changes of circuit breakers are logged.</param>
/// <param name="Time">The clock.</param>
/// <param name="Random">Gives numbers from 0 to 1, from several threads at once.</param>
/// <param name="Observer">Who is told what policies do, or null.</param>
public sealed record ResilienceEnvironment(ILogger Logger, TimeProvider Time, Func<double> Random, IResilienceObserver? Observer = null)
{
    /// <summary>The real world.</summary>
    public static ResilienceEnvironment Create(ILogger logger, IResilienceObserver? observer = null)
        => new(logger, TimeProvider.System, System.Random.Shared.NextDouble, observer);
}

using Layotto.Components;
using Layotto.Components.Metadata;
using Microsoft.Extensions.Logging;

namespace Layotto.Runtime.Loading;

/// <summary>
/// Tries components that couldn't start, and were allowed not to, again and again in the background: what is behind them may
/// come up later. The waits double up to a bound, and each is shortened at random so that many gateways don't knock at once.
/// </summary>
internal sealed class ComponentRetrier(
    ComponentStarter starter, ComponentRegistry registry, ComponentLoaderOptions options, ILogger logger, TimeProvider timeProvider, Random random)
{
    private const double LargestJitter = 0.2;

    /// <summary>Tries until the component is up, has been replaced, or the token fires.</summary>
    /// <param name="failed">The instance that couldn't start; it is in the registry.</param>
    /// <param name="started">Puts the instance that is up in the place of the failed one.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    public async Task RetryAsync(ComponentInstance failed, Func<ComponentInstance, ComponentInstance, Task> started, CancellationToken cancellationToken)
    {
        for (var delay = options.FirstRetryDelay; ; delay = Min(delay * 2, options.LongestRetryDelay))
        {
            await Task.Delay(delay * (1 - (random.NextDouble() * LargestJitter)), timeProvider, cancellationToken);
            if (!registry.TryGet(failed.Name, out var current) || current != failed)
                return;
            try
            {
                var instance = await starter.StartAsync(failed.Specification, failed.Descriptor, cancellationToken);
                await started(failed, instance);
                options.Metrics.ComponentInitialized(failed.Specification.Type);
                LoadingLog.Loaded(logger, failed.Specification);
                return;
            }
            catch (ComponentException exception)
            {
                failed.Report(ComponentHealth.Failed, exception.Message);
                options.Metrics.ComponentInitFailed(failed.Specification.Type, "init", failed.Name);
                LoadingLog.StillFailing(logger, failed.Specification, GoDuration.Format(Min(delay * 2, options.LongestRetryDelay)), exception.Message);
            }
        }
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}

using Layotto.Components;
using Microsoft.Extensions.Logging;

namespace Layotto.Runtime.Loading;

/// <summary>Stops an instance without waiting for it longer than there is time.</summary>
internal static class ComponentStopper
{
    /// <summary>Stops an instance. Even when the time is up already it is told to stop, though no longer waited for.</summary>
    public static async Task StopAsync(ComponentInstance instance, ILogger logger, CancellationToken deadline)
    {
        try
        {
            await Task.Run(async () => await instance.Component.DisposeAsync(), CancellationToken.None).WaitAsync(deadline);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            LoadingLog.StopTimedOut(logger, instance.Specification);
        }
        catch (Exception exception)
        {
            LoadingLog.StopFailed(logger, instance.Specification, exception.Message);
        }

        instance.Report(ComponentHealth.Stopped);
    }
}

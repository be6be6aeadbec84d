using Layotto.Components;
using Layotto.Components.Specification;
using Layotto.Runtime.Telemetry.Metrics;

namespace Layotto.Runtime.Loading;

/// <summary>How components are started and stopped.</summary>
public sealed record ComponentLoaderOptions
{
    /// <summary>Component types that aren't loaded, each as <c>type</c> or <c>type/version</c> (<c>spec.components.deny</c> of a Configuration).</summary>
    public IReadOnlyList<string> DeniedComponents { get; init; } = [];

    /// <summary>How long stopping all components may take. The default is that of Dapr's graceful shutdown.</summary>
    public TimeSpan DisposeTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long calls under way may keep a component that has been replaced or removed while the gateway runs.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Who is told when a component comes, is replaced or goes while the gateway runs, in this order.</summary>
    public IReadOnlyList<IComponentObserver> Observers { get; init; } = [];

    /// <summary>
    /// Waits for a type that the catalogue doesn't have and that another process may yet offer, for as long as the component's own time
    /// to initialise; null where nobody offers any.
    /// </summary>
    public Func<ComponentSpecification, CancellationToken, Task>? AwaitType { get; init; }

    /// <summary>The wait before a component that couldn't start is tried again for the first time; each further wait is twice as long.</summary>
    public TimeSpan FirstRetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two such attempts.</summary>
    public TimeSpan LongestRetryDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Counts the components that start and those that don't.</summary>
    public RuntimeMetrics Metrics { get; init; } = GatewayMetrics.None.Runtime;
}

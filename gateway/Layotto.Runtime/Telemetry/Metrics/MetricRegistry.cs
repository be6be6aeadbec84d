using Layotto.Components;

namespace Layotto.Runtime.Telemetry.Metrics;

/// <summary>All metrics of a gateway. They are declared once, at start.</summary>
/// <param name="options">What they share.</param>
public sealed class MetricRegistry(MetricRegistryOptions options)
{
    /// <summary>What the names of Dapr's metrics begin with.</summary>
    public const string Prefix = "dapr_";

    private readonly Lock _lock = new();
    private volatile MetricFamily[] _families = [];

    /// <summary>The metrics, sorted by name.</summary>
    public IReadOnlyList<MetricFamily> Families => _families;

    /// <summary>What all metrics share.</summary>
    public MetricRegistryOptions Options => options;

    /// <summary>Declares a counter.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="help">What it means.</param>
    /// <param name="labels">The names of its labels.</param>
    public MetricFamily<Counter> Counter(string name, string help, params IReadOnlyList<string> labels)
        => Add(new MetricFamily<Counter>(name, MetricKind.Counter, help, labels, static () => new Counter(), options));

    /// <summary>Declares a gauge.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="help">What it means.</param>
    /// <param name="labels">The names of its labels.</param>
    public MetricFamily<Gauge> Gauge(string name, string help, params IReadOnlyList<string> labels)
        => Add(new MetricFamily<Gauge>(name, MetricKind.Gauge, help, labels, static () => new Gauge(), options));

    /// <summary>Declares a histogram.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="help">What it means.</param>
    /// <param name="shape">Its buckets and unit.</param>
    /// <param name="labels">The names of its labels.</param>
    public MetricFamily<Histogram> Histogram(string name, string help, HistogramShape shape, params IReadOnlyList<string> labels)
        => Add(new MetricFamily<Histogram>(name, MetricKind.Histogram, help, labels, shape.Create, options) { Shape = shape });

    /// <summary>Declares what is read of each component whenever somebody looks.</summary>
    /// <param name="components">Gives the components.</param>
    internal void Components(Func<IReadOnlyList<ComponentInstance>> components)
    {
        Add(new ComponentFamily(
            "layotto_component_healthy", MetricKind.Gauge, "Whether a component can be used: 1 or 0.", components,
            static component => component.Health == ComponentHealth.Ready ? 1 : 0, options));
        Add(new ComponentFamily(
            "layotto_component_recoveries_total", MetricKind.Counter, "The number of times a component could be used again after it had failed.", components,
            static component => component.Recoveries, options));
    }

    private TFamily Add<TFamily>(TFamily family)
        where TFamily : MetricFamily
    {
        lock (_lock)
        {
            if (_families.Any(existing => existing.Name == family.Name))
                throw new ArgumentException($"There is a metric {family.Name} already.");
            _families = [.. _families.Append(family).OrderBy(existing => existing.Name, StringComparer.Ordinal)];
            return family;
        }
    }
}

using Layotto.Components;

namespace Layotto.Runtime.Telemetry.Metrics;

/// <summary>
/// A metric with a series for each component there is at the moment: it is read when somebody looks, so nothing is left of a component that
/// has gone.
/// </summary>
internal sealed class ComponentFamily : MetricFamily
{
    private static readonly string[] Labels = ["component", "type"];

    private readonly Func<IReadOnlyList<ComponentInstance>> _components;
    private readonly Func<ComponentInstance, long> _value;
    private readonly MetricRegistryOptions _options;

    /// <summary>Declares the metric.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="kind">A gauge or a counter.</param>
    /// <param name="help">What it means.</param>
    /// <param name="components">Gives the components.</param>
    /// <param name="value">Reads the value of one.</param>
    /// <param name="options">What all metrics share.</param>
    public ComponentFamily(
        string name,
        MetricKind kind,
        string help,
        Func<IReadOnlyList<ComponentInstance>> components,
        Func<ComponentInstance, long> value,
        MetricRegistryOptions options)
        : base(name, kind, help, Labels)
    {
        _components = components;
        _value = value;
        _options = options;
    }

    /// <inheritdoc/>
    public override IReadOnlyCollection<MetricSeries> Series => [.. _components().Take(_options.MaxSeries).Select(Read)];

    private MetricSeries Read(ComponentInstance component)
    {
        string[] values = [Cut(component.Name), Cut(component.Descriptor.Type)];
        MetricSeries series;
        if (Kind == MetricKind.Gauge)
        {
            var gauge = new Gauge();
            gauge.Set(_value(component));
            series = gauge;
        }
        else
        {
            var counter = new Counter();
            counter.Add(_value(component));
            series = counter;
        }

        series.LabelValues = values;
        series.LabelText = PrometheusText.Labels(LabelNames, values, _options.CommonLabels);
        return series;
    }

    private static string Cut(string value)
        => value.Length > MetricFamily<Gauge>.MaxValueLength ? value[..MetricFamily<Gauge>.MaxValueLength] : value;
}

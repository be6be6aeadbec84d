using System.Collections.Concurrent;

namespace Layotto.Runtime.Telemetry.Metrics;

/// <summary>A metric with all its series, of one kind. There are only so many: what comes after goes into one overflow series.</summary>
/// <typeparam name="TSeries">The kind of series.</typeparam>
public sealed class MetricFamily<TSeries> : MetricFamily
    where TSeries : MetricSeries
{
    /// <summary>The value of every label of the overflow series.</summary>
    public const string Overflow = "_overflow";

    /// <summary>The most characters of a label's value; the rest is cut off.</summary>
    public const int MaxValueLength = 256;

    private readonly Func<TSeries> _create;
    private readonly MetricRegistryOptions _options;
    private readonly LabelRule?[] _rules;
    private readonly bool _hasRules;
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string[], TSeries> _series;
    private readonly ConcurrentDictionary<string[], TSeries>.AlternateLookup<ReadOnlySpan<string>> _found;

    // What callers asked for, where rules or the bound on the length make it something else; bounded as the series are.
    private readonly ConcurrentDictionary<string[], TSeries> _aliases;
    private readonly ConcurrentDictionary<string[], TSeries>.AlternateLookup<ReadOnlySpan<string>> _foundAliases;
    private int _aliasCount;
    private int _count;
    private TSeries? _overflow;

    internal MetricFamily(
        string name, MetricKind kind, string help, IReadOnlyList<string> labelNames, Func<TSeries> create, MetricRegistryOptions options)
        : base(name, kind, help, labelNames)
    {
        _create = create;
        _options = options;
        _rules = [.. labelNames.Select(label => options.Rules.LastOrDefault(rule => rule.Metric == LabelRule.Normal(name) && rule.Label == label))];
        _hasRules = _rules.Any(rule => rule is not null);
        _series = new ConcurrentDictionary<string[], TSeries>(LabelSetComparer.Instance);
        _found = _series.GetAlternateLookup<ReadOnlySpan<string>>();
        _aliases = new ConcurrentDictionary<string[], TSeries>(LabelSetComparer.Instance);
        _foundAliases = _aliases.GetAlternateLookup<ReadOnlySpan<string>>();
    }

    /// <inheritdoc/>
    public override IReadOnlyCollection<MetricSeries> Series
    {
        get
        {
            List<MetricSeries> all = [.. _series.Values];
            if (Volatile.Read(ref _overflow) is { } overflow)
                all.Add(overflow);
            return all.FindAll(series => series.IsUsed);
        }
    }

    /// <summary>The series of a set of labels; it is made on its first use. To find one takes no lock and no memory.</summary>
    /// <param name="values">The values, in the order of <see cref="MetricFamily.LabelNames"/>.</param>
    /// <returns>The series, or the overflow one when there are too many already.</returns>
    public TSeries Get(params ReadOnlySpan<string> values)
    {
        if (!_hasRules && _found.TryGetValue(values, out var series))
            return series;
        if (_foundAliases.TryGetValue(values, out series))
            return series;

        // Once it is full, no lock is taken any more for what isn't known: it may be a flood.
        return !_hasRules && Volatile.Read(ref _overflow) is { } overflow ? overflow : Add(values);
    }

    private TSeries Add(ReadOnlySpan<string> asked)
    {
        if (asked.Length != LabelNames.Count)
            throw new ArgumentException($"{Name} has {LabelNames.Count} labels, and {asked.Length} values were given.");
        var values = asked.ToArray();
        for (var index = 0; index < values.Length; index++)
            values[index] = Normal(values[index], _rules[index]);
        var isAlias = !asked.SequenceEqual(values);
        lock (_lock)
        {
            if (!_series.TryGetValue(values, out var series))
            {
                if (_count >= _options.MaxSeries)
                    return _overflow ?? MakeOverflow();
                series = Make(values);
                _series[values] = series;
                _count++;
            }

            if ((isAlias || _hasRules) && _aliasCount < _options.MaxSeries && _aliases.TryAdd(asked.ToArray(), series))
                _aliasCount++;
            return series;
        }
    }

    private static string Normal(string value, LabelRule? rule)
    {
        if (value.Length > MaxValueLength)
            value = Cut(value);
        return rule is null ? value : Cut(rule.Apply(value));
    }

    private static string Cut(string value) => value.Length > MaxValueLength ? value[..MaxValueLength] : value;

    private TSeries MakeOverflow()
    {
        var values = new string[LabelNames.Count];
        Array.Fill(values, Overflow);
        var overflow = Make(values);
        Volatile.Write(ref _overflow, overflow);
        _options.Overflowed?.Invoke(this);
        return overflow;
    }

    private TSeries Make(string[] values)
    {
        var series = _create();
        series.LabelValues = values;
        series.LabelText = PrometheusText.Labels(LabelNames, values, _options.CommonLabels);
        return series;
    }
}

using System.Text.RegularExpressions;

namespace Layotto.Runtime.Telemetry.Metrics;

/// <summary>A rule that rewrites the values of one label of one metric (<c>spec.metrics.rules</c>).</summary>
public sealed class LabelRule
{
    private readonly (Regex Pattern, string Replacement)[] _rewrites;

    /// <summary>Creates the rule.</summary>
    /// <param name="metric">The metric's name, with or without the prefix <c>dapr_</c>.</param>
    /// <param name="label">The label's name.</param>
    /// <param name="rewrites">What takes the place of what a regular expression matches; applied in this order.</param>
    /// <exception cref="ArgumentException">An expression is none, or needs what can take exponential time; the message says which.</exception>
    public LabelRule(string metric, string label, IEnumerable<KeyValuePair<string, string>> rewrites)
    {
        Metric = Normal(metric);
        Label = label;
        _rewrites = [.. rewrites.Select(rewrite => (Compile(rewrite.Value), rewrite.Key))];
    }

    /// <summary>The metric, without Dapr's prefix.</summary>
    public string Metric { get; }

    /// <summary>The label.</summary>
    public string Label { get; }

    /// <summary>Rewrites a value.</summary>
    public string Apply(string value)
    {
        foreach (var (pattern, replacement) in _rewrites)
            value = pattern.Replace(value, replacement);
        return value;
    }

    internal static string Normal(string metric)
        => metric.StartsWith(MetricRegistry.Prefix, StringComparison.Ordinal) ? metric[MetricRegistry.Prefix.Length..] : metric;

    // Values come from requests, so no expression may take more than linear time; Go's, which Dapr uses, can't either.
    private static Regex Compile(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            throw new ArgumentException($"The regular expression \"{pattern}\" can't be used: {exception.Message}", exception);
        }
    }
}

using System.Text.Json;
using Layotto.Benchmarks.Results;

namespace Layotto.Benchmarks.Tools;

/// <summary>Reads the JSON of the project's own generator.</summary>
internal static class OwnGeneratorResult
{
    // Below it the generator could have driven at least twice the rate, so it did not decide the result.
    private const double HighestComfortableShare = 0.5;

    public static LoadFigures Parse(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        if (!root.GetProperty("valid").GetBoolean())
            return LoadFigures.Faulty(FirstError(root));
        var latency = root.GetProperty("latencyMicroseconds");
        var share = root.GetProperty("generatorCpuShare").GetDouble();
        var values = new Dictionary<Metric, double>
        {
            [Metric.RequestsPerSecond] = root.GetProperty("requestsPerSecond").GetDouble(),
            [Metric.P50] = latency.GetProperty("p50").GetDouble(),
            [Metric.P90] = latency.GetProperty("p90").GetDouble(),
            [Metric.P99] = latency.GetProperty("p99").GetDouble(),
            [Metric.P999] = latency.GetProperty("p99.9").GetDouble(),
            [Metric.GeneratorShare] = 100 * share,
        };
        return new LoadFigures(values, root.GetProperty("totalResponses").GetInt64(), Fault: null, Caution(root, share));
    }

    private static string? Caution(JsonElement root, double share)
    {
        if (root.TryGetProperty("generatorBoundReason", out var reason))
            return "Generator bound: " + reason.GetString() + ".";
        return root.GetProperty("loop").GetString() == "closed" && share > HighestComfortableShare
            ? "The generator used more than half of its processor, so it could not have driven twice the rate."
            : null;
    }

    private static string FirstError(JsonElement root)
    {
        foreach (var error in root.GetProperty("errors").EnumerateArray())
            return $"{error.GetProperty("count").GetInt64()} × {error.GetProperty("kind").GetString()}, first: {error.GetProperty("first").GetString()}";
        return "No response arrived within the measured time.";
    }
}

using Layotto.Runtime.Errors;

namespace Layotto.Runtime.Telemetry.Metrics;

/// <summary>Errors by their codes; counted where <c>spec.metrics.recordErrorCodes</c> asks for it.</summary>
public sealed class ErrorMetrics
{
    private readonly MetricFamily<Counter>? _total;

    internal ErrorMetrics(MetricRegistry? registry)
        => _total = registry?.Counter("dapr_error_code_total", "Total number of times an error with a specific error code was encountered.", "category", "error_code");

    /// <summary>An API has answered with an error.</summary>
    public void Record(ErrorCode code) => _total?.Get(code.Category, code.Name).Increment();
}

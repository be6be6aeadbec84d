using System.Diagnostics;
using Layotto.Components;
using Layotto.Components.Bindings;
using Layotto.Runtime.Errors;
using Layotto.Runtime.Resiliency;
using Layotto.Runtime.Telemetry.Metrics;

namespace Layotto.Runtime.Bindings;

/// <summary>The output half of the bindings building block, whatever API it is called through.</summary>
/// <param name="registry">Where the bindings are.</param>
/// <param name="resilience">The policies around calls to them.</param>
/// <param name="metrics">What is measured of the calls; null for nothing.</param>
public sealed class BindingEngine(ComponentRegistry registry, IResilience resilience, ComponentMetrics? metrics = null)
{
    private readonly ComponentMetrics _metrics = metrics ?? GatewayMetrics.None.Components;

    /// <summary>Has a binding do something.</summary>
    /// <returns>The answer, or null where the operation has none.</returns>
    /// <exception cref="ApiException">
    /// There is no such binding, it hasn't this operation, or it failed. Facts that the binding told about the failure are in a
    /// <see cref="BindingException"/> as the inner exception.
    /// </exception>
    public async ValueTask<BindingResponse?> InvokeAsync(string name, BindingRequest request, CancellationToken cancellationToken)
    {
        if (request.Operation.Length == 0)
            throw Failed(name, "operation field is missing from request");
        if (!registry.TryUse(name, out var use))
            throw Failed(name, $"couldn't find output binding {name}");
        using (use)
        {
            if (!BindingDirection.Of(use.Instance).IsOutput)
                throw Failed(name, $"couldn't find output binding {name}");
            if (use.Instance.Health != ComponentHealth.Ready)
                throw Failed(name, $"the binding is not ready: {use.Instance.LastError ?? "it is being initialised"}", null, ErrorKind.Unavailable);
            var binding = (IOutputBinding)use.Instance.Component;
            if (!binding.Operations.Contains(request.Operation, StringComparer.Ordinal))
            {
                throw Failed(
                    name,
                    $"binding {name} does not support operation {request.Operation}. supported operations:{string.Join(' ', binding.Operations)}");
            }

            var start = _metrics.IsEnabled ? Stopwatch.GetTimestamp() : 0;
            var success = false;
            try
            {
                var response = await resilience.ForComponent(name, ComponentKind.Bindings, FlowDirection.Outbound)
                    .ExecuteAsync(static (call, token) => call.binding.InvokeAsync(call.request, token), (binding, request), null, cancellationToken)
                    .ConfigureAwait(false);
                success = true;
                return response;
            }
            catch (Exception exception) when (exception is ComponentException or ResilienceException)
            {
                throw Failed(name, exception.Message, exception, exception is ComponentUnavailableException ? ErrorKind.Unavailable : ErrorKind.Internal);
            }
            finally
            {
                _metrics.OutputBinding(name, request.Operation, success, start);
            }
        }
    }

    private static ApiException Failed(string name, string reason, Exception? exception = null, ErrorKind kind = ErrorKind.Internal)
        => new(BindingErrors.Invoke, kind, $"error invoking output binding {name}: {reason}", exception);
}

using Layotto.Dapr.Resources.Manifests;

namespace Layotto.Dapr.Resources.Resiliencies;

/// <summary>Reads a document of kind Resiliency. A whole number in place of a duration is a number of milliseconds.</summary>
internal static class ResiliencyReader
{
    public const string Kind = "Resiliency";
    public const string ApiVersion = "dapr.io/v1alpha1";

    // What a trip may look at.
    private static readonly string[] TripVariables = ["requests", "totalSuccesses", "totalFailures", "consecutiveSuccesses", "consecutiveFailures"];

    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    public static ResiliencyResource Read(FieldReader document, ExpressionCheck? expressions)
    {
        var header = ManifestHeader.Read(document);
        var resiliency = new ResiliencyResource { Name = header.Name, Namespace = header.Namespace, Scopes = header.Scopes, Source = header.Source };
        if (document.Object("spec") is { } spec)
        {
            resiliency = spec.Section("policies", policies => ReadPolicies(policies, resiliency, expressions)) ?? resiliency;
            resiliency = spec.Section("targets", targets => resiliency with
            {
                Apps = targets.ObjectMap("apps", ReadApp),
                Actors = targets.ObjectMap("actors", ReadActor),
                Components = targets.ObjectMap("components", component => new ComponentTarget
                {
                    Inbound = component.Section("inbound", ReadNames) ?? new PolicyNames(),
                    Outbound = component.Section("outbound", ReadNames) ?? new PolicyNames(),
                }),
            }) ?? resiliency;
            spec.ReportUnknown();
        }

        document.ReportUnknown();
        return resiliency;
    }

    private static ResiliencyResource ReadPolicies(FieldReader policies, ResiliencyResource resiliency, ExpressionCheck? expressions)
    {
        var timeouts = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
        policies.Section("timeouts", names =>
        {
            foreach (var name in names.Keys)
            {
                if (names.Duration(name, Millisecond) is { } timeout)
                    timeouts[name] = timeout;
            }

            return true;
        });
        var retries = policies.ObjectMap("retries", ReadRetry);
        if (retries.ContainsKey(BuiltInPolicies.ActorNotFoundRetries))
            policies.Warning("retries", $"The policy {BuiltInPolicies.ActorNotFoundRetries} can't be redefined, so this has no effect.");
        return resiliency with
        {
            Timeouts = timeouts,
            Retries = retries,
            CircuitBreakers = policies.ObjectMap("circuitBreakers", breaker => ReadCircuitBreaker(breaker, expressions)),
        };
    }

    private static RetryPolicy ReadRetry(FieldReader retry)
    {
        var defaults = new RetryPolicy();
        var policy = retry.Text("policy");
        var isExponential = policy.Equals("exponential", StringComparison.OrdinalIgnoreCase);
        if (policy.Length > 0 && !isExponential && !policy.Equals("constant", StringComparison.OrdinalIgnoreCase))
            retry.Error("policy", $"The field \"policy\" is \"{policy}\".", "It must be constant or exponential.");
        var result = defaults with
        {
            Backoff = isExponential ? BackoffKind.Exponential : BackoffKind.Constant,
            Duration = ReadWait(retry, "duration") ?? defaults.Duration,
            MaxInterval = ReadWait(retry, "maxInterval") ?? defaults.MaxInterval,
            MaxRetries = retry.Integer("maxRetries") ?? defaults.MaxRetries,
        };
        return retry.Section("matching", matching => result with
        {
            HttpStatusCodes = ReadCodes(matching, "httpStatusCodes", 100, 599),
            GrpcStatusCodes = ReadCodes(matching, "gRPCStatusCodes", 0, 16),
        }) ?? result;
    }

    private static CircuitBreakerPolicy ReadCircuitBreaker(FieldReader breaker, ExpressionCheck? expressions)
    {
        var defaults = new CircuitBreakerPolicy();
        var trip = breaker.Text("trip");
        if (trip.Length > 0 && expressions?.Invoke(trip, TripVariables) is { } problem)
        {
            breaker.Error(
                "trip", $"The field \"trip\" can't be used: {problem}.",
                $"It must be a condition in CEL over {string.Join(", ", TripVariables)}, such as consecutiveFailures > 5.");
        }

        return new CircuitBreakerPolicy
        {
            MaxRequests = breaker.Integer("maxRequests", 0) is > 0 and var count ? count : defaults.MaxRequests,
            Interval = ReadWait(breaker, "interval") ?? defaults.Interval,
            Timeout = ReadWait(breaker, "timeout") is { } timeout && timeout > TimeSpan.Zero ? timeout : defaults.Timeout,
            Trip = trip.Length > 0 ? trip : defaults.Trip,
        };
    }

    private static TimeSpan? ReadWait(FieldReader owner, string field)
    {
        if (owner.Duration(field, Millisecond) is not { } wait)
            return null;
        if (wait < TimeSpan.Zero)
            owner.Error(field, $"The field \"{field}\" is below zero.", "It must be a duration such as 5s.");
        return wait;
    }

    private static IReadOnlyList<StatusCodeRange>? ReadCodes(FieldReader matching, string field, int lowest, int highest)
    {
        if (StatusCodeRanges.Read(matching.Text(field), lowest, highest, out var ranges) is { } problem)
            matching.Error(field, $"In the field \"{field}\", {problem}", $"It takes codes and ranges from {lowest} to {highest}, such as {(lowest == 0 ? "1,4-6" : "429,500-599")}.");
        return ranges;
    }

    private static PolicyNames ReadNames(FieldReader target) => new()
    {
        Timeout = target.Text("timeout"),
        Retry = target.Text("retry"),
        CircuitBreaker = target.Text("circuitBreaker"),
        Source = target.Source,
    };

    private static AppTarget ReadApp(FieldReader target)
    {
        var names = ReadNames(target);
        return new AppTarget
        {
            Timeout = names.Timeout,
            Retry = names.Retry,
            CircuitBreaker = names.CircuitBreaker,
            Source = names.Source,
            CircuitBreakerCacheSize = target.Integer("circuitBreakerCacheSize", 0) ?? 0,
        };
    }

    private static ActorTarget ReadActor(FieldReader target)
    {
        var names = ReadNames(target);
        var scope = target.Text("circuitBreakerScope");
        CircuitBreakerScope? parsed = scope switch
        {
            "type" => CircuitBreakerScope.Type,
            "id" => CircuitBreakerScope.Id,
            "both" => CircuitBreakerScope.Both,
            _ => null,
        };
        if (parsed is null && scope.Length > 0)
            target.Error("circuitBreakerScope", $"The field \"circuitBreakerScope\" is \"{scope}\".", "It must be type, id or both.");
        else if (parsed is null && names.CircuitBreaker.Length > 0)
            target.Error("circuitBreakerScope", "The circuit breaker of an actor has no scope.", "Give circuitBreakerScope: type, id or both.");
        return new ActorTarget
        {
            Timeout = names.Timeout,
            Retry = names.Retry,
            CircuitBreaker = names.CircuitBreaker,
            Source = names.Source,
            CircuitBreakerScope = parsed ?? CircuitBreakerScope.Type,
            CircuitBreakerCacheSize = target.Integer("circuitBreakerCacheSize", 0) ?? 0,
        };
    }
}

using Layotto.Components.Metadata;
using Layotto.Components.Specification;

namespace Layotto.Dapr.Resources.Resiliencies;

/// <summary>
/// Looks whether each target's policies are defined. The policies of all resources of an app are one pool, so a target may
/// name one that another file defines. Dapr leaves an undefined one out without a word, so it is no reason not to start.
/// </summary>
internal static class PolicyReferences
{
    public static void Check(IReadOnlyList<ResiliencyResource> resiliencies, ProblemList problems)
    {
        var timeouts = resiliencies.SelectMany(resiliency => resiliency.Timeouts.Keys).ToHashSet(StringComparer.Ordinal);
        var retries = resiliencies.SelectMany(resiliency => resiliency.Retries.Keys).Concat(BuiltInPolicies.Retries).ToHashSet(StringComparer.Ordinal);
        var breakers = resiliencies.SelectMany(resiliency => resiliency.CircuitBreakers.Keys).ToHashSet(StringComparer.Ordinal);

        foreach (var resiliency in resiliencies)
        {
            foreach (var (app, names) in resiliency.Apps)
                CheckNames($"spec.targets.apps.{app}", names);
            foreach (var (actor, names) in resiliency.Actors)
                CheckNames($"spec.targets.actors.{actor}", names);
            foreach (var (component, target) in resiliency.Components)
            {
                CheckNames($"spec.targets.components.{component}.inbound", target.Inbound);
                CheckNames($"spec.targets.components.{component}.outbound", target.Outbound);
            }
        }

        void CheckNames(string path, PolicyNames names)
        {
            CheckName(names.Source, $"{path}.timeout", "timeout", names.Timeout, timeouts);
            CheckName(names.Source, $"{path}.retry", "retry policy", names.Retry, retries);
            CheckName(names.Source, $"{path}.circuitBreaker", "circuit breaker", names.CircuitBreaker, breakers);
        }

        void CheckName(SourceLocation? source, string path, string title, string name, HashSet<string> defined)
        {
            if (name.Length == 0 || defined.Contains(name))
                return;
            var near = defined.MinBy(known => EditDistance.Between(name, known));
            problems.Warning(
                source!, ResiliencyReader.Kind, path, $"There is no {title} \"{name}\", so none is applied.",
                near is not null && EditDistance.Between(name, near) <= Math.Max(1, near.Length / 3) ? $"Did you mean \"{near}\"?" : $"Define it under spec.policies.");
        }
    }
}

using System.Collections.Concurrent;

namespace Layotto.Runtime.Health;

/// <summary>
/// The parts of the gateway that have to be ready before it is. Each says so for itself; the whole is ready when all of them are.
/// </summary>
public sealed class HealthTargets
{
    private readonly ConcurrentDictionary<string, bool> _targets = new(StringComparer.Ordinal);

    /// <summary>Whether every target is ready; false as long as there is none.</summary>
    public bool IsReady => !_targets.IsEmpty && _targets.Values.All(isReady => isReady);

    /// <summary>The names of those that aren't ready, in alphabetical order.</summary>
    public IReadOnlyList<string> Unready
        => [.. _targets.Where(target => !target.Value).Select(target => target.Key).Order(StringComparer.Ordinal)];

    /// <summary>Names a target that the whole waits for; it isn't ready yet.</summary>
    public void Expect(string target) => _targets.TryAdd(target, false);

    /// <summary>Says whether a target is ready.</summary>
    public void Report(string target, bool isReady = true) => _targets[target] = isReady;
}

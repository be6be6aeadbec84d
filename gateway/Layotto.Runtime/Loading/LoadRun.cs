using Layotto.Components.Specification;

namespace Layotto.Runtime.Loading;

/// <summary>What one call of the loader keeps in mind: the secret stores still ahead, who waits for them, and what has failed.</summary>
internal sealed class LoadRun(IEnumerable<string> secretStores)
{
    private readonly HashSet<string> _ahead = new(secretStores, StringComparer.Ordinal);
    private readonly List<ComponentSpecification> _parked = [];

    public List<ComponentLoadFailure> Failures { get; } = [];

    /// <summary>Keeps the first component of each name; the others have failed.</summary>
    public IReadOnlyList<ComponentSpecification> DistinctNames(IReadOnlyList<ComponentSpecification> specifications)
    {
        var byName = new Dictionary<string, ComponentSpecification>(StringComparer.Ordinal);
        var distinct = new List<ComponentSpecification>();
        foreach (var specification in specifications)
        {
            if (byName.TryAdd(specification.Name, specification))
                distinct.Add(specification);
            else
                FailDuplicate(specification, byName[specification.Name]);
        }

        return distinct;
    }

    public void FailDuplicate(ComponentSpecification specification, ComponentSpecification existing)
        => Failures.Add(new ComponentLoadFailure(specification, $"duplicate definition of Component name {specification} with existing {existing}"));

    public bool IsAhead(string secretStore) => _ahead.Contains(secretStore);

    public void Passed(string secretStore) => _ahead.Remove(secretStore);

    public void Park(ComponentSpecification specification) => _parked.Add(specification);

    public IReadOnlyList<ComponentSpecification> TakeParked(string secretStore)
    {
        var taken = _parked.Where(specification => specification.SecretStore == secretStore).ToList();
        _parked.RemoveAll(taken.Contains);
        return taken;
    }

    public IReadOnlyList<ComponentSpecification> TakeAllParked()
    {
        var taken = _parked.ToList();
        _parked.Clear();
        return taken;
    }
}

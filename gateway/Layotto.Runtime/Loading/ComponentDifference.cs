using Layotto.Components.Specification;

namespace Layotto.Runtime.Loading;

/// <summary>What has to happen so that the components that run become those that are wanted.</summary>
/// <param name="Added">Wanted, and there is none of the name.</param>
/// <param name="Changed">Wanted in another form than the one that runs.</param>
/// <param name="Removed">They run and are no longer wanted.</param>
internal sealed record ComponentDifference(
    IReadOnlyList<ComponentSpecification> Added, IReadOnlyList<ComponentSpecification> Changed, IReadOnlyList<ComponentSpecification> Removed)
{
    /// <summary>Compares by content: where something is written, and in which order, makes no difference.</summary>
    public static ComponentDifference Between(IReadOnlyList<ComponentSpecification> running, IReadOnlyList<ComponentSpecification> wanted)
    {
        var runningByName = running.ToDictionary(specification => specification.Name, StringComparer.Ordinal);
        var wantedNames = wanted.Select(specification => specification.Name).ToHashSet(StringComparer.Ordinal);
        return new ComponentDifference(
            [.. wanted.Where(specification => !runningByName.ContainsKey(specification.Name))],
            [.. wanted.Where(specification => runningByName.TryGetValue(specification.Name, out var present) && !IsSame(present, specification))],
            [.. running.Where(specification => !wantedNames.Contains(specification.Name))]);
    }

    private static bool IsSame(ComponentSpecification one, ComponentSpecification other)
        => one.Type == other.Type
            && one.Version == other.Version
            && one.IgnoreErrors == other.IgnoreErrors
            && one.InitTimeout == other.InitTimeout
            && one.SecretStore == other.SecretStore
            && one.Namespace == other.Namespace
            && one.Metadata.Select(Content).SequenceEqual(other.Metadata.Select(Content));

    private static MetadataItem Content(MetadataItem item) => item with { Source = null };
}

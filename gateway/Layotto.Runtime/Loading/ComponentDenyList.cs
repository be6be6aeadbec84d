using Layotto.Components;
using Layotto.Components.Specification;

namespace Layotto.Runtime.Loading;

/// <summary>
/// The component types that a Configuration denies. A type is also denied by its other names, so that an alias or another
/// spelling is no way around the list.
/// </summary>
internal sealed class ComponentDenyList
{
    private readonly List<(string Type, string? Version)> _denied = [];

    public ComponentDenyList(IReadOnlyList<string> entries)
    {
        foreach (var entry in entries)
        {
            var parts = entry.Split('/');
            if (entry.Length > 0 && parts.Length <= 2)
                _denied.Add((parts[0], parts.Length == 2 ? ComponentCatalogue.Initial(parts[1]) : null));
        }
    }

    /// <summary>Whether a component may be loaded. As in Dapr, one without a version may not once there is any list.</summary>
    public bool Allows(ComponentSpecification specification, ComponentDescriptor? descriptor)
    {
        if (_denied.Count == 0)
            return true;
        if (specification.Version.Length == 0)
            return false;
        var version = ComponentCatalogue.Initial(specification.Version);
        return !_denied.Exists(denied => IsOfType(denied.Type) && (denied.Version is null || denied.Version == version));

        bool IsOfType(string type)
            => type.Equals(specification.Type, StringComparison.OrdinalIgnoreCase)
                || (descriptor is not null && type.Equals(descriptor.Type, StringComparison.OrdinalIgnoreCase))
                || (descriptor is not null && descriptor.Aliases.Any(alias => type.Equals($"{descriptor.Kind.Category}.{alias}", StringComparison.OrdinalIgnoreCase)));
    }
}

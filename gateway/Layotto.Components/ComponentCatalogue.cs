using System.Diagnostics.CodeAnalysis;

namespace Layotto.Components;

/// <summary>The component types that this gateway can make instances of. It is filled at start-up and then only read.</summary>
public sealed class ComponentCatalogue
{
    private readonly Dictionary<string, List<ComponentDescriptor>> _byType = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<ComponentDescriptor> _all = [];

    /// <summary>Every type and version, in the order of kinds and then of names.</summary>
    public IReadOnlyList<ComponentDescriptor> All
        => [.. ComponentKind.All.SelectMany(kind => _all.Where(descriptor => descriptor.Kind == kind).OrderBy(descriptor => descriptor.Name, StringComparer.Ordinal))];

    /// <summary>Adds a type.</summary>
    /// <exception cref="ArgumentException">The type, or an alias of it, is already there in this version.</exception>
    public ComponentCatalogue Add(ComponentDescriptor descriptor)
    {
        foreach (var name in descriptor.Aliases.Prepend(descriptor.Name))
        {
            var type = $"{descriptor.Kind.Category}.{name}";
            if (!_byType.TryGetValue(type, out var versions))
                _byType[type] = versions = [];
            if (versions.Exists(existing => IsVersion(existing, descriptor.Version)))
                throw new ArgumentException($"The component type {type}/{descriptor.Version} is in the catalogue already.", nameof(descriptor));
            versions.Add(descriptor);
        }

        _all.Add(descriptor);
        return this;
    }

    /// <summary>Finds a type by what a component's YAML says.</summary>
    /// <param name="type">The type, whatever its case.</param>
    /// <param name="version">The version; an empty one, <c>v0</c> and <c>v1</c> ask for the initial one.</param>
    /// <param name="descriptor">The type found.</param>
    /// <param name="reason">When there is none: a sentence that says why, and what there is.</param>
    public bool TryFind(
        string type,
        string version,
        [NotNullWhen(true)] out ComponentDescriptor? descriptor,
        [NotNullWhen(false)] out string? reason)
    {
        descriptor = null;
        reason = null;
        if (!_byType.TryGetValue(type, out var versions))
        {
            reason = UnknownType(type);
            return false;
        }

        var wanted = Initial(version);
        descriptor = versions.Find(candidate => IsVersion(candidate, wanted));
        if (descriptor is null)
            reason = $"The component type {type} has no version \"{version}\"; there is {string.Join(", ", versions.Select(candidate => candidate.Version))}.";
        return descriptor is not null;
    }

    /// <summary>The version that is meant: an empty one and <c>v0</c> mean <c>v1</c>, and the case doesn't count.</summary>
    public static string Initial(string version) => version is "" or "v0" or "V0" ? "v1" : version.ToLowerInvariant();

    private static bool IsVersion(ComponentDescriptor descriptor, string version)
        => descriptor.Version.Equals(version, StringComparison.OrdinalIgnoreCase);

    private string UnknownType(string type)
    {
        var near = _byType.Keys
            .Select(known => (Type: known, Distance: Metadata.EditDistance.Between(type, known)))
            .OrderBy(candidate => candidate.Distance)
            .FirstOrDefault();
        if (near.Type is not null && near.Distance <= 3)
            return $"There is no component type \"{type}\"; did you mean \"{near.Type}\"?";
        if (!ComponentKind.TryParseType(type, out var kind, out _))
            return $"\"{type}\" is no component type: it must start with a kind and a dot, such as {ComponentKind.State.Category}.in-memory.";
        var siblings = _all.Where(descriptor => descriptor.Kind == kind).Select(descriptor => descriptor.Type).ToList();
        return siblings.Count == 0
            ? $"There is no component type \"{type}\", nor any other {kind.Title} yet."
            : $"There is no component type \"{type}\"; of this kind there is {string.Join(", ", siblings)}.";
    }
}

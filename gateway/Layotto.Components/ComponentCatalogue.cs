using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Layotto.Components;

/// <summary>
/// The component types that this gateway can make instances of: those built in, which are added at start-up, and those that other
/// processes offer, which come and go while the gateway runs. A type that is built in goes before one of the same name that isn't.
/// </summary>
public sealed class ComponentCatalogue
{
    private readonly Dictionary<string, List<ComponentDescriptor>> _byType = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<ComponentDescriptor> _builtIn = [];

    // Swapped whole, so that those who look need no lock.
    private volatile FrozenDictionary<string, ComponentDescriptor> _offered = FrozenDictionary<string, ComponentDescriptor>.Empty;

    /// <summary>Every type and version, in the order of kinds and then of names.</summary>
    public IReadOnlyList<ComponentDescriptor> All
    {
        get
        {
            var all = _builtIn.Concat(_offered.Values.Where(descriptor => !IsBuiltIn(descriptor.Type))).ToLookup(descriptor => descriptor.Kind);
            return [.. ComponentKind.All.SelectMany(kind => all[kind].OrderBy(descriptor => descriptor.Name, StringComparer.Ordinal))];
        }
    }

    /// <summary>Tells more about a type that isn't there, such as what keeps a process from offering it; null for nobody who could.</summary>
    public Func<string, string?>? Hint { get; set; }

    /// <summary>Adds a type that is built in.</summary>
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

        _builtIn.Add(descriptor);
        return this;
    }

    /// <summary>Puts the types that other processes offer in the place of those they offered before. May be called at any time.</summary>
    /// <param name="descriptors">The types, each of which has one version and no aliases. Of several with the same type the first counts.</param>
    public void Offer(IEnumerable<ComponentDescriptor> descriptors)
        => _offered = descriptors
            .DistinctBy(descriptor => descriptor.Type, StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(descriptor => descriptor.Type, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a type is built in, whatever its version.</summary>
    public bool IsBuiltIn(string type) => _byType.ContainsKey(type);

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
        List<ComponentDescriptor> versions = _byType.TryGetValue(type, out var builtIn) ? builtIn
            : _offered.TryGetValue(type, out var offered) ? [offered]
            : [];
        if (versions.Count == 0)
        {
            reason = Hint?.Invoke(type) is { } hint ? $"{UnknownType(type)} {hint}" : UnknownType(type);
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
        var near = _byType.Keys.Concat(_offered.Keys)
            .Select(known => (Type: known, Distance: Metadata.EditDistance.Between(type, known)))
            .OrderBy(candidate => candidate.Distance)
            .FirstOrDefault();
        if (near.Type is not null && near.Distance <= 3)
            return $"There is no component type \"{type}\"; did you mean \"{near.Type}\"?";
        if (!ComponentKind.TryParseType(type, out var kind, out _))
            return $"\"{type}\" is no component type: it must start with a kind and a dot, such as {ComponentKind.State.Category}.in-memory.";
        var siblings = _builtIn.Concat(_offered.Values)
            .Where(descriptor => descriptor.Kind == kind)
            .Select(descriptor => descriptor.Type)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .ToList();
        return siblings.Count == 0
            ? $"There is no component type \"{type}\", nor any other {kind.Title} yet."
            : $"There is no component type \"{type}\"; of this kind there is {string.Join(", ", siblings)}.";
    }
}

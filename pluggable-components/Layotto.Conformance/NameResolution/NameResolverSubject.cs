using Layotto.Components.NameResolution;

namespace Layotto.Conformance.NameResolution;

/// <summary>A kind of name resolver that cases are run against: a source that several sidecars share.</summary>
public sealed class NameResolverSubject : IConformanceSubject
{
    /// <summary>Makes the resolver of another sidecar, initialised.</summary>
    public required Func<CancellationToken, Task<INameResolver>> CreateAsync { get; init; }

    /// <inheritdoc/>
    public required IReadOnlySet<string> Abilities { get; init; }

    /// <summary>An app that the source knows of without a registration, for resolvers that don't register.</summary>
    public string KnownAppId { get; init; } = "";

    /// <summary>Where the sidecars of that app are, if asked for with the port 50002.</summary>
    public IReadOnlyList<string> KnownAddresses { get; init; } = [];

    /// <summary>An app id that nobody has had.</summary>
    public static string NewAppId() => $"conf-{Guid.NewGuid():N}";
}

using Layotto.Components;
using Layotto.Components.Metadata;
using Layotto.Components.Specification;

namespace Layotto.Runtime.Loading;

/// <summary>
/// The errors of loading, in the form of Dapr's: a code in brackets, the component, the reason. Dapr says the first two twice
/// where the component itself refuses, once on behalf of the kind and once of the loader; whoever searches logs for those
/// lines finds them here too.
/// </summary>
internal static class LoadErrors
{
    public static ComponentException Initialisation(ComponentSpecification specification, string reason, Exception? cause = null)
        => new(Failure("INIT_COMPONENT_FAILURE", specification, reason), cause);

    public static ComponentException Timeout(ComponentSpecification specification)
        => new($"init timeout for component {specification} exceeded after {GoDuration.Format(specification.InitTimeout)}");

    /// <summary>A type that the catalogue doesn't have.</summary>
    public static string Unknown(ComponentSpecification specification, string reason)
    {
        if (!ComponentKind.TryParseType(specification.Type, out var kind, out _))
            return $"incorrect type {specification.Type}. {reason}";
        var version = specification.Version.Length == 0 ? "v1" : specification.Version;
        return Outer(specification, Failure("CREATE_COMPONENT_FAILURE", specification, $"couldn't find {kind.Title} {specification.Type}/{version}. {reason}"));
    }

    /// <summary>What the loader says of a component's own failure.</summary>
    public static string Outer(ComponentSpecification specification, string inner) => Failure("INIT_COMPONENT_FAILURE", specification, inner);

    private static string Failure(string code, ComponentSpecification specification, string reason)
        => $"[{code}]: initialization error occurred for {specification}: {reason}";
}

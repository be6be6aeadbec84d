namespace Layotto.Conformance.NameResolution;

/// <summary>What a name resolver can be declared to do.</summary>
public static class NameResolverAbilities
{
    /// <summary>A sidecar that registers is found by others. Without it, somebody else says where sidecars are.</summary>
    public const string Registers = "registers";

    /// <summary>A registration is taken back by disposal.</summary>
    public const string Deregisters = "deregisters";

    /// <summary>It knows which apps there are, so that one that isn't there is an error.</summary>
    public const string KnowsApps = "knows-apps";
}

namespace Layotto.Conformance.Sockets.Wire;

/// <summary>What every component's process must do below the contract of its kind: nothing that a peer sends may harm it.</summary>
internal static class WireConformance
{
    /// <summary>Begins a test.</summary>
    public static ConformanceSuite<WireSubject> Suite { get; } = new("wire", [.. DiscoveryCases.All, .. InstanceCases.All, .. HostilityCases.All, .. LoadCases.All]);

    /// <summary>Ends it.</summary>
    public static ConformanceSuite<WireSubject> End { get; } = new("end", EndCases.All);
}

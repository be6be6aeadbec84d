namespace Layotto.Runtime.Resiliency.Settings;

/// <summary>The policies of a component.</summary>
/// <param name="Inbound">For what comes from it.</param>
/// <param name="Outbound">For calls of it.</param>
public sealed record ComponentTargetSettings(TargetSettings Inbound, TargetSettings Outbound);

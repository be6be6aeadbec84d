namespace Layotto.Gateway.Serving;

/// <summary>The gateway can't start with what the operator wrote. The message holds every reason, a line each.</summary>
internal sealed class GatewayStartException(IReadOnlyList<string> reasons)
    : Exception(reasons.Count == 1 ? reasons[0] : $"{reasons.Count} problems:\n  {string.Join("\n  ", reasons)}");

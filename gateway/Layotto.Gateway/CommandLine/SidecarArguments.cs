using Layotto.Gateway.CommandLine.Flags;

namespace Layotto.Gateway.CommandLine;

/// <summary>What the flags of the sidecar ask for.</summary>
/// <param name="Options">The options; only to be used when there are no problems.</param>
/// <param name="Task">What the program is to do.</param>
/// <param name="Problems">Every mistake.</param>
/// <param name="Warnings">Sentences about what is deprecated.</param>
internal sealed record SidecarArguments(
    GatewayOptions Options,
    SidecarTask Task,
    IReadOnlyList<FlagProblem> Problems,
    IReadOnlyList<string> Warnings);

using Layotto.Components;
using Layotto.Gateway.Launching;
using Layotto.Gateway.Rendering;

namespace Layotto.Gateway.CommandLine;

/// <summary>What the command line calls on: each part is only asked for by the verb that needs it.</summary>
public sealed class CommandLineParts
{
    /// <summary>Runs the sidecar.</summary>
    public required IGatewayRunner Runner { get; init; }

    /// <summary>Gives the component types that this build has.</summary>
    public required Func<ComponentCatalogue> Catalogue { get; init; }

    /// <summary>Looks at the YAML in files and directories, all of which exist, and reports what is wrong with it.</summary>
    public required Func<IReadOnlyList<string>, CancellationToken, Task<CheckReport>> Check { get; init; }
}

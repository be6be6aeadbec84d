using Layotto.Components;
using Layotto.Gateway.Launching;
using Layotto.Gateway.Rendering;
using Layotto.Pluggable.Discovery;

namespace Layotto.Gateway.CommandLine;

/// <summary>What the command line calls on: each part is only asked for by the verb that needs it.</summary>
public sealed class CommandLineParts
{
    /// <summary>Runs the sidecar.</summary>
    public required IGatewayRunner Runner { get; init; }

    /// <summary>Gives the component types that this build has.</summary>
    public required Func<ComponentCatalogue> Catalogue { get; init; }

    /// <summary>Adds the component types that other processes offer to a catalogue, and tells what was decided about their sockets.</summary>
    public Func<GatewayEnvironment, ComponentCatalogue, CancellationToken, Task<IReadOnlyList<SocketRecord>>> Sockets { get; init; } =
        static (_, _, _) => Task.FromResult<IReadOnlyList<SocketRecord>>([]);

    /// <summary>Looks at the YAML in files and directories, all of which exist, and reports what is wrong with it.</summary>
    public required Func<IReadOnlyList<string>, CancellationToken, Task<CheckReport>> Check { get; init; }
}

using System.Globalization;
using Layotto.Components;
using Layotto.Gateway.ComponentProcesses;
using Layotto.Pluggable;
using Layotto.Pluggable.Discovery;
using Layotto.Runtime.Loading;
using Layotto.Runtime.Metadata;
using Layotto.Runtime.Telemetry.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Layotto.Gateway.Serving;

/// <summary>Components in other processes, as the environment says where to find them.</summary>
internal static class GatewayPluggables
{
    /// <summary>Prepares the discovery; nothing is looked at yet.</summary>
    /// <exception cref="GatewayStartException">The environment names owners that can't be users.</exception>
    public static SocketDiscovery Create(GatewayEnvironment environment, ComponentCatalogue catalogue, ILoggerFactory loggers)
        => new(Options(environment), catalogue, loggers.CreateLogger("dapr.pluggable-components"));

    /// <summary>Looks at the folders, and has the components and the name resolver follow them from then on.</summary>
    public static async Task StartAsync(
        SocketDiscovery discovery, ComponentLoader loader, GatewayInvocation invocation, CancellationToken cancellationToken)
    {
        await discovery.ScanAsync(cancellationToken).ConfigureAwait(false);
        discovery.Start(async token =>
        {
            var isSettled = await loader.FollowTypesAsync(token).ConfigureAwait(false);
            return await invocation.FollowTypesAsync(token).ConfigureAwait(false) && isSettled;
        });
    }

    /// <summary>Looks at the folder once, for what runs no components, and adds the types found to a catalogue.</summary>
    /// <returns>What was decided about each file.</returns>
    public static async Task<IReadOnlyList<SocketRecord>> LookAsync(
        GatewayEnvironment environment, ComponentCatalogue catalogue, CancellationToken cancellationToken)
    {
        await using var discovery = Create(environment, catalogue, NullLoggerFactory.Instance);
        await discovery.ScanAsync(cancellationToken).ConfigureAwait(false);
        return discovery.Records;
    }

    /// <summary>Prepares the processes that components name; none is started yet.</summary>
    public static ComponentCommands CreateCommands(
        GatewayOptions options,
        GatewayEnvironment environment,
        SocketDiscovery discovery,
        ComponentCatalogue catalogue,
        ComponentRegistry registry,
        RuntimeMetrics metrics,
        ILoggerFactory loggers)
    {
        var surroundings = new ProcessSurroundings
        {
            Folder = Path.GetFullPath(Options(environment).Folder),
            StopPatience = options.GracefulShutdown,
            Logger = loggers.CreateLogger("dapr.pluggable-components"),
            Metrics = metrics,
        };
        return new ComponentCommands(surroundings, discovery, catalogue, registry);
    }

    /// <summary>What metadata tells of sockets, and of the components that wait for one.</summary>
    public static void Describe(GatewayMetadata metadata, SocketDiscovery discovery, ComponentLoader loader, ComponentCommands commands)
    {
        metadata.Sockets = () => [.. discovery.Records.Select(record => Facts(record) with { IsDraining = discovery.IsDraining(record.Path) })];
        metadata.Waiting = () => loader.Waiting;
        metadata.Processes = () => commands.Facts;
    }

    private static SocketFacts Facts(SocketRecord record) => new(record.Path, record.Name, record.State.ToString().ToLowerInvariant())
    {
        Owner = record.Owner,
        ProcessId = record.Peer?.ProcessId,
        ProcessUser = record.Peer?.User,
        Reflection = record.Reflection,
        Services = record.Services,
        Types = record.Types,
        LastError = record.LastError,
        DecidedAt = record.DecidedAt,
    };

    private static PluggableOptions Options(GatewayEnvironment environment)
    {
        var options = new PluggableOptions
        {
            Folder = environment.ComponentSocketsFolder ?? PluggableOptions.DefaultFolder,
            FurtherFolders = [environment.LayottoSocketsFolder ?? PluggableOptions.LayottoFolder],
        };
        if (environment.ComponentSocketOwners is not { } owners)
            return options;
        if (owners.Trim() == "*")
            return options with { TrustsEveryOwner = true };
        var ids = new List<uint>();
        foreach (var owner in owners.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!uint.TryParse(owner, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                throw new GatewayStartException(
                    [$"LAYOTTO_COMPONENT_SOCKET_OWNERS has \"{owner}\"; it must be user ids separated by commas, such as 1000,1001, or * for everybody."]);
            }

            ids.Add(id);
        }

        return options with { TrustedOwners = ids };
    }
}

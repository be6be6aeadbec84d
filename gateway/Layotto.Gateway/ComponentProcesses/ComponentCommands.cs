using Layotto.Components;
using Layotto.Components.Specification;
using Layotto.Pluggable.Discovery;
using Layotto.Runtime.Metadata;
using Microsoft.Extensions.Logging;

namespace Layotto.Gateway.ComponentProcesses;

/// <summary>The processes that the gateway starts because components name their commands; one for each command, however many name it.</summary>
/// <param name="surroundings">What they have in common; disposed with this.</param>
/// <param name="discovery">What was decided about their sockets.</param>
/// <param name="catalogue">The types that come of them.</param>
/// <param name="registry">The components.</param>
internal sealed class ComponentCommands(
    ProcessSurroundings surroundings, SocketDiscovery discovery, ComponentCatalogue catalogue, ComponentRegistry registry) : IAsyncDisposable
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan BetweenRestores = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan TakeoverPatience = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly List<KeptSocket> _kept = [];
    private readonly Dictionary<string, ComponentProcess> _processes = new(StringComparer.Ordinal);

    /// <summary>What is told of them.</summary>
    public IReadOnlyList<ComponentProcessFacts> Facts
    {
        get
        {
            lock (_lock)
                return [.. _processes.Values.Select(process => process.Facts)];
        }
    }

    /// <summary>
    /// Starts the commands that components name and that don't run yet. The sockets of processes that are to be replaced are taken out of
    /// their way until <see cref="RetireAsync"/>, as some servers don't listen where another does.
    /// </summary>
    public void Start(IReadOnlyList<ComponentSpecification> wanted)
    {
        if (ByCommand(wanted).Any())
            MakeRoom([.. Unnamed(wanted).Where(process => wanted.Any(component => component.Command.Count > 0 && IsStillOn(process.Value, component)))]);
        foreach (var components in ByCommand(wanted))
        {
            var names = components.Select(component => component.Name).ToList();
            lock (_lock)
            {
                if (_processes.TryGetValue(components.Key, out var running))
                {
                    running.Serve(names);
                    continue;
                }

                EnsureFolder();
                var process = new ComponentProcess(components.First().Command, names, surroundings);
                _processes[components.Key] = process;
                process.Start();
            }
        }
    }

    /// <summary>Waits for the types of components that name a command, each for as long as it has to initialise.</summary>
    public Task AwaitTypesAsync(IReadOnlyList<ComponentSpecification> wanted, CancellationToken cancellationToken)
        => Task.WhenAll(wanted.Where(component => component.Command.Count > 0).Select(component => discovery.AwaitTypeAsync(component, cancellationToken)));

    /// <summary>
    /// Stops the processes whose commands no component names any more. One whose socket another is to take over goes on until the
    /// components have moved there.
    /// </summary>
    /// <returns>Whether all of them have been stopped.</returns>
    public async Task<bool> RetireAsync(IReadOnlyList<ComponentSpecification> wanted, CancellationToken cancellationToken)
    {
        try
        {
            return await StopAsync(Unnamed(wanted), wanted, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _kept.ForEach(socket => socket.Dispose());
            _kept.Clear();
        }
    }

    private async Task<bool> StopAsync(
        List<KeyValuePair<string, ComponentProcess>> unnamed, IReadOnlyList<ComponentSpecification> wanted, CancellationToken cancellationToken)
    {
        var isDone = true;
        foreach (var (key, process) in unnamed)
        {
            if (!await AwaitSuccessorAsync(process, wanted, cancellationToken).ConfigureAwait(false))
            {
                surroundings.Logger.LogWarning(
                    "The process of {Components} is to be replaced, and runs on because no other has taken its sockets over yet", string.Join(", ", process.Facts.Components));
                isDone = false;
                continue;
            }

            lock (_lock)
                _processes.Remove(key);
            await StopAsync(process).ConfigureAwait(false);
        }

        return isDone;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        List<ComponentProcess> processes;
        lock (_lock)
        {
            processes = [.. _processes.Values];
            _processes.Clear();
        }

        await Task.WhenAll(processes.Select(process => process.DisposeAsync().AsTask())).ConfigureAwait(false);
        surroundings.Dispose();
    }

    private static IEnumerable<IGrouping<string, ComponentSpecification>> ByCommand(IReadOnlyList<ComponentSpecification> wanted)
        => wanted.Where(component => component.Command.Count > 0).GroupBy(component => string.Join('\0', component.Command), StringComparer.Ordinal);

    // They aren't started again from now on.
    private List<KeyValuePair<string, ComponentProcess>> Unnamed(IReadOnlyList<ComponentSpecification> wanted)
    {
        var named = ByCommand(wanted).Select(command => command.Key).ToHashSet(StringComparer.Ordinal);
        List<KeyValuePair<string, ComponentProcess>> unnamed;
        lock (_lock)
            unnamed = [.. _processes.Where(process => !named.Contains(process.Key))];
        unnamed.ForEach(process => process.Value.Leave());
        return unnamed;
    }

    private void MakeRoom(List<KeyValuePair<string, ComponentProcess>> leaving)
    {
        foreach (var record in discovery.Records.Where(record => record.State == SocketState.Serving))
        {
            if (record.Peer?.ProcessId is not { } id || !leaving.Exists(process => process.Value.Has(id)) || KeptSocket.Of(record.Path) is not { } kept)
                continue;
            kept.MakeRoom();
            _kept.Add(kept);
        }
    }

    private void EnsureFolder()
    {
        try
        {
            Directory.CreateDirectory(surroundings.Folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            surroundings.Logger.LogError("The folder {Folder} of component sockets can't be made: {Reason}", surroundings.Folder, exception.Message);
        }
    }

    private async Task<bool> AwaitSuccessorAsync(ComponentProcess process, IReadOnlyList<ComponentSpecification> wanted, CancellationToken cancellationToken)
    {
        var start = surroundings.TimeProvider.GetTimestamp();
        while (process.Id is not null && wanted.Any(component => component.Command.Count > 0 && IsStillOn(process, component)))
        {
            if (surroundings.TimeProvider.GetElapsedTime(start) > TakeoverPatience)
                return false;
            await Task.Delay(Between, surroundings.TimeProvider, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    // A component has moved when another process serves its socket, and it and its last call are there. A socket that is away for the
    // moment, or whose process doesn't answer yet, has no successor so far: the old process is all that there is.
    private bool IsStillOn(ComponentProcess process, ComponentSpecification component)
    {
        if (!process.Facts.Components.Contains(component.Name, StringComparer.Ordinal)
            || !registry.TryGet(component.Name, out var instance)
            || instance.Descriptor.Socket is not { } path)
        {
            return false;
        }

        return !IsServedByAnother(process, path)
            || discovery.IsDraining(path)
            || !catalogue.TryFind(component.Type, component.Version, out var descriptor, out _)
            || descriptor != instance.Descriptor;
    }

    private bool IsServedByAnother(ComponentProcess process, string path)
        => discovery.Records.FirstOrDefault(record => record.Path == path) is { State: SocketState.Serving } record && !IsOf(process, record);

    private static bool IsOf(ComponentProcess process, SocketRecord record) => record.Peer?.ProcessId is { } id && process.Has(id);

    private async Task StopAsync(ComponentProcess process)
    {
        var kept = discovery.Records
            .Where(record => !IsOf(process, record))
            .Select(record => KeptSocket.Of(record.Path))
            .OfType<KeptSocket>()
            .ToList();
        var stopping = process.DisposeAsync().AsTask();

        // It may end long after it has removed the file, and others are to find the socket meanwhile.
        while (await Task.WhenAny(stopping, Task.Delay(BetweenRestores, surroundings.TimeProvider)).ConfigureAwait(false) != stopping)
            kept.ForEach(socket => socket.Restore());
        kept.ForEach(socket => socket.Dispose());
        await stopping.ConfigureAwait(false);
    }
}

using Layotto.Components;
using Layotto.Components.Metadata;
using Layotto.Conformance.Sockets.Processes;
using Layotto.Conformance.Sockets.Wire;
using Layotto.Pluggable;
using Layotto.Pluggable.Discovery;
using Microsoft.Extensions.Logging.Abstractions;

namespace Layotto.Conformance.Sockets;

/// <summary>The process that is tested, and a component of it.</summary>
internal sealed class ConformanceTarget : IAsyncDisposable
{
    /// <summary>The name of the component that most cases use.</summary>
    public const string ComponentName = "conformance";

    private static readonly TimeSpan BackPatience = TimeSpan.FromSeconds(5);

    private readonly HashSet<string> _testedFor = new(StringComparer.Ordinal);

    private ConformanceTarget(SocketConformanceOptions options, SocketOffer offer, ComponentDescriptor descriptor, StartedProcess? process)
    {
        Options = options;
        Offer = offer;
        Descriptor = descriptor;
        Process = process;
    }

    /// <summary>What is known beforehand.</summary>
    public SocketConformanceOptions Options { get; }

    /// <summary>What the process offers.</summary>
    public SocketOffer Offer { get; }

    /// <summary>The type that is tested.</summary>
    public ComponentDescriptor Descriptor { get; }

    /// <summary>The process, where it was started here.</summary>
    public StartedProcess? Process { get; }

    /// <summary>A component, initialised.</summary>
    public IComponent Component { get; private set; } = null!;

    /// <summary>What the process claims to be able to do, whether the adapter takes it for true or not.</summary>
    public IReadOnlyList<string> Claimed { get; private set; } = [];

    /// <summary>The abilities that cases were told of.</summary>
    public IReadOnlyList<string> TestedFor => [.. _testedFor.Order(StringComparer.Ordinal)];

    /// <summary>Finds the process and initialises a component.</summary>
    /// <exception cref="SocketConformanceException">It isn't there, serves something else, or refuses.</exception>
    public static async Task<ConformanceTarget> OpenAsync(
        SocketConformanceOptions options, SocketKind kind, StartedProcess? process, CancellationToken cancellationToken)
    {
        // Whoever names a socket trusts it.
        var pluggable = new PluggableOptions
        {
            TrustsEveryOwner = true,
            FirstReconnectDelay = TimeSpan.FromMilliseconds(10),
            LongestReconnectDelay = TimeSpan.FromMilliseconds(100),
        };
        var offer = await SocketOffer.AskAsync(Path.GetFullPath(options.Socket), pluggable, cancellationToken)
            ?? throw new SocketConformanceException($"There is no socket {options.Socket}; is the component's process running?");
        if (offer.Types.FirstOrDefault(type => type.Kind == options.Kind) is not { } descriptor)
            throw new SocketConformanceException(Explain(offer, kind));
        var target = new ConformanceTarget(options, offer, descriptor, process);
        try
        {
            target.Component = await target.StartAsync(ComponentName, options.Metadata, cancellationToken);
            target.Claimed = await WireFeatures.ReadAsync(options.Socket, ComponentName, kind.Services.First(target.Serves), cancellationToken);
            return target;
        }
        catch (ComponentException exception)
        {
            throw new SocketConformanceException(
                $"The component can't be initialised: {exception.Message.TrimEnd('.')}. Its settings are given as --metadata KEY=VALUE or in a --component-file.", exception);
        }
    }

    /// <summary>Makes another component of the process.</summary>
    /// <exception cref="ComponentException">It refuses.</exception>
    public async Task<IComponent> StartAsync(string name, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        var component = Descriptor.Create();
        try
        {
            await component.InitializeAsync(
                new ComponentContext
                {
                    Name = name,
                    Type = Descriptor.Type,
                    Metadata = new ComponentMetadata(metadata),
                    AppId = "conformance",
                    Logger = NullLogger.Instance,
                    TimeProvider = Options.TimeProvider,
                },
                cancellationToken);
            return component;
        }
        catch
        {
            await component.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits a while for the component to be initialised again by a process that was started again.</summary>
    public async Task WaitUntilBackAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(BackPatience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            try
            {
                await Component.PingAsync(patience.Token);
                return;
            }
            catch (ComponentUnavailableException)
            {
                // Not yet. Should it not come back, the next case says so.
            }

            try
            {
                await timer.WaitForNextTickAsync(patience.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>Whether the process has a service.</summary>
    public bool Serves(WireService service) => Offer.Record.Services.Contains(service.Name, StringComparer.Ordinal);

    /// <summary>What the component is tested for: what it was found to do, less what it is said not to do, and what it is said to do.</summary>
    public HashSet<string> Abilities(params (string Ability, bool IsFound)[] abilities)
    {
        var all = abilities.Where(row => row.IsFound && !Options.Without.Contains(row.Ability)).Select(row => row.Ability).Concat(Options.Abilities)
            .ToHashSet(StringComparer.Ordinal);
        _testedFor.UnionWith(all);
        return all;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Component?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static string Explain(SocketOffer offer, SocketKind kind)
    {
        var services = string.Join(" or ", kind.Services.Select(service => service.Name));
        return offer.Record switch
        {
            { State: SocketState.Silent } silent => $"The process behind {silent.Path} doesn't answer: {silent.LastError}",
            { Types.Count: > 0 } other => $"The process behind {other.Path} is no {kind.Kind.Title}: it serves {string.Join(" and ", other.Types)}. "
                + $"A {kind.Kind.Title} has the service {services}, and server reflection must name it.",
            var refused => $"The socket {refused.Path} can't be used. {refused.LastError} A {kind.Kind.Title} has the service {services}.",
        };
    }
}

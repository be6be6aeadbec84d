using System.Collections.Concurrent;
using Layotto.Components;
using Layotto.Components.Bindings;
using Layotto.Components.Specification;
using Layotto.Components.State;
using Layotto.Runtime.PubSub.Subscriptions;

namespace Layotto.Runtime.Metadata;

/// <summary>What the gateway tells about itself through the metadata API.</summary>
/// <param name="registry">Where the components are.</param>
/// <param name="appId">The app's id.</param>
/// <param name="runtimeVersion">The version that clients see.</param>
public sealed class GatewayMetadata(ComponentRegistry registry, string appId, string runtimeVersion)
{
    private const int MaxExtendedEntries = 1024;

    /// <summary>The extended key under which older clients look for the version.</summary>
    private const string RuntimeVersionKey = "daprRuntimeVersion";

    /// <summary>What stands before a component's name in the extended key that tells what is wrong with it.</summary>
    private const string HealthKey = "layotto.health.";

    private readonly ConcurrentDictionary<string, string> _extended = new(StringComparer.Ordinal);

    /// <summary>The app's id.</summary>
    public string AppId => appId;

    /// <summary>The version that clients see.</summary>
    public string RuntimeVersion => runtimeVersion;

    /// <summary>The names of the enabled features.</summary>
    public IReadOnlyList<string> EnabledFeatures { get; init; } = [];

    /// <summary>The resiliency documents in force, by name.</summary>
    public IReadOnlyList<string> Resiliencies { get; init; } = [];

    /// <summary>The HTTP endpoints in force, by name.</summary>
    public IReadOnlyList<string> HttpEndpoints { get; init; } = [];

    /// <summary>Gives the subscriptions that are wanted.</summary>
    public Func<IReadOnlyList<TopicSubscription>> Subscriptions { get; set; } = static () => [];

    /// <summary>How the app is reached.</summary>
    public AppConnection AppConnection { get; init; } = new();

    /// <summary>Gives the sockets of pluggable components.</summary>
    public Func<IReadOnlyList<SocketFacts>> Sockets { get; set; } = static () => [];

    /// <summary>Gives the processes that the gateway has started for components.</summary>
    public Func<IReadOnlyList<ComponentProcessFacts>> Processes { get; set; } = static () => [];

    /// <summary>Gives the components whose type isn't there.</summary>
    public Func<IReadOnlyList<ComponentSpecification>> Waiting { get; set; } = static () => [];

    /// <summary>Keys and values that clients have set, the version, and what is wrong with each component that isn't as it should be.</summary>
    public IReadOnlyDictionary<string, string> Extended
    {
        get
        {
            var extended = new SortedDictionary<string, string>(_extended, StringComparer.Ordinal) { [RuntimeVersionKey] = runtimeVersion };
            foreach (var component in AllComponents.Where(component => component.Health != ComponentHealth.Ready))
                extended[HealthKey + component.Name] = component.LastError is { } error ? $"{component.HealthText}: {error}" : component.HealthText;
            return extended;
        }
    }

    /// <summary>
    /// The components that run, in the order in which they were loaded. One that is in another process stays among them while that is away.
    /// </summary>
    public IReadOnlyList<ComponentFacts> Components
        => [.. registry.All.Where(IsThere).Select(Describe)];

    /// <summary>Every component there is to be: those that run, those that have failed, and those whose type isn't there.</summary>
    public IReadOnlyList<ComponentFacts> AllComponents =>
    [
        .. registry.All.Select(Describe),
        .. Waiting().Select(waiting => new ComponentFacts(waiting.Name, waiting.Type, waiting.Version, []) { LastError = "its type is not there" }),
    ];

    /// <summary>Sets an extended key; an empty key is passed over, as Dapr does.</summary>
    /// <returns>False when there are too many keys already.</returns>
    public bool TrySetExtended(string key, string value)
    {
        if (key.Length == 0)
            return true;
        if (_extended.Count >= MaxExtendedEntries && !_extended.ContainsKey(key))
            return false;
        _extended[key] = value;
        return true;
    }

    private static bool IsThere(ComponentInstance instance)
        => instance.Health == ComponentHealth.Ready || (instance is { HasBeenReady: true, Descriptor.Socket: not null, Health: ComponentHealth.Failed });

    private static ComponentFacts Describe(ComponentInstance instance)
    {
        var capabilities = instance.Component.Features;
        if (instance.Component is IStateStore && capabilities.Contains(StateFeatures.ETag) && capabilities.Contains(StateFeatures.Transactional))
            capabilities = [.. capabilities, "ACTOR"];
        var direction = BindingDirection.Of(instance);
        if (direction.IsInput)
            capabilities = [.. capabilities, BindingFeatures.Input];
        if (direction.IsOutput)
            capabilities = [.. capabilities, BindingFeatures.Output];
        return new ComponentFacts(instance.Name, instance.Specification.Type, instance.Specification.Version, capabilities)
        {
            Health = instance.Health,
            LastError = instance.LastError,
            Recoveries = instance.Recoveries,
            Socket = instance.Descriptor.Socket,
        };
    }
}

using System.Collections.Concurrent;
using Layotto.Components;
using Layotto.Components.Bindings;
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

    /// <summary>Keys and values that clients have set, and the version.</summary>
    public IReadOnlyDictionary<string, string> Extended
        => new SortedDictionary<string, string>(_extended, StringComparer.Ordinal) { [RuntimeVersionKey] = runtimeVersion };

    /// <summary>The components that run, in the order in which they were loaded.</summary>
    public IReadOnlyList<ComponentFacts> Components
        => [.. registry.All.Where(instance => instance.Health == ComponentHealth.Ready).Select(Describe)];

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
        return new ComponentFacts(instance.Name, instance.Specification.Type, instance.Specification.Version, capabilities);
    }
}

using System.Collections.Concurrent;
using Layotto.Components;
using Layotto.Components.State;
using Layotto.Runtime.Errors;
using Layotto.Runtime.Telemetry.Metrics;

namespace Layotto.Runtime.State;

/// <summary>Finds state stores by name, and keeps what the engine needs to know of each.</summary>
internal sealed class StateStoreTable(ComponentRegistry registry, string appId, string appNamespace, ComponentMetrics metrics)
{
    private readonly ConcurrentDictionary<string, StateStoreBinding> _bindings = new(StringComparer.Ordinal);

    /// <summary>Finds a store, to look at it only.</summary>
    /// <exception cref="ApiException">There is none of this name, or it isn't ready.</exception>
    public StateStoreBinding Find(string name)
        => registry.TryGet(name, out var instance) ? Bound(instance) : throw NotFound(name);

    /// <summary>Finds a store, and keeps it from being disposed while it is called.</summary>
    /// <exception cref="ApiException">There is none of this name, or it isn't ready.</exception>
    public StateStoreUse Use(string name)
    {
        if (!registry.TryUse(name, out var use))
            throw NotFound(name);
        try
        {
            return new StateStoreUse(Bound(use.Instance), use);
        }
        catch
        {
            use.Dispose();
            throw;
        }
    }

    private StateStoreBinding Bound(ComponentInstance instance)
    {
        if (instance.Component is not IStateStore store)
            throw NotFound(instance.Name);
        if (instance.Health != ComponentHealth.Ready)
            throw NotReady(instance);
        return _bindings.TryGetValue(instance.Name, out var binding) && binding.Instance == instance ? binding : Bind(instance, store);
    }

    // A component that replaced another under the same name gets a binding of its own on its first use.
    private StateStoreBinding Bind(ComponentInstance instance, IStateStore store)
    {
        StateStoreBinding binding;
        try
        {
            binding = new StateStoreBinding(
                instance,
                store,
                StateKeyPrefix.Create(instance.Metadata[StateKeyPrefix.MetadataKey], instance.Name, appId, appNamespace),
                StateEncryption.Create(instance),
                new StateStoreMetrics(metrics, instance.Name));
        }
        catch (Exception exception) when (exception is ArgumentException or ComponentException)
        {
            throw new ApiException(StateErrors.IllegalKey, ErrorKind.FailedPrecondition, exception.Message, exception)
            {
                Resource = new ErrorResource("state", instance.Name),
            };
        }

        _bindings[instance.Name] = binding;
        return binding;
    }

    private ApiException NotFound(string name)
    {
        var facts = appId.Length == 0 ? [] : new[] { KeyValuePair.Create("appID", appId) };
        return registry.Has(ComponentKind.State)
            ? new ApiException(StateErrors.NotFound, ErrorKind.InvalidArgument, $"state store {name} is not found") { Facts = facts }
            : new ApiException(StateErrors.NotConfigured, ErrorKind.FailedPrecondition, $"state store {name} is not configured") { Facts = facts };
    }

    private static ApiException NotReady(ComponentInstance instance)
        => new(StateErrors.NotFound, ErrorKind.Unavailable, $"state store {instance.Name} is not ready: {instance.LastError ?? "it is being initialised"}")
        {
            Resource = new ErrorResource("state", instance.Name),
        };
}

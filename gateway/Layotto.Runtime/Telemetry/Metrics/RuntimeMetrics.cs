namespace Layotto.Runtime.Telemetry.Metrics;

/// <summary>The gateway itself: components that start, access control.</summary>
public sealed class RuntimeMetrics
{
    private readonly Counter? _loaded;
    private readonly MetricFamily<Counter>? _initialized;
    private readonly MetricFamily<Counter>? _initFailed;
    private readonly MetricFamily<Counter>? _processStarts;
    private readonly MetricFamily<Counter>? _allowedByApp;
    private readonly MetricFamily<Counter>? _allowedByDefault;
    private readonly MetricFamily<Counter>? _blockedByApp;
    private readonly MetricFamily<Counter>? _blockedByDefault;

    internal RuntimeMetrics(MetricRegistry? registry)
    {
        if (registry is null)
            return;
        _loaded = registry.Counter("dapr_runtime_component_loaded", "The number of successfully loaded components.").Get();
        _initialized = registry.Counter("dapr_runtime_component_init_total", "The number of initialized components.", "component");
        _initFailed = registry.Counter("dapr_runtime_component_init_fail_total", "The number of component initialization failures.", "component", "componentName", "reason");
        _processStarts = registry.Counter("layotto_component_process_starts_total", "The number of times a process was started because components name its command.", "component");
        _allowedByApp = Policy("app", "allowed", "The number of requests allowed by the app specific action specified in the access control policy.");
        _allowedByDefault = Policy("global", "allowed", "The number of requests allowed by the global action specified in the access control policy.");
        _blockedByApp = Policy("app", "blocked", "The number of requests blocked by the app specific action specified in the access control policy.");
        _blockedByDefault = Policy("global", "blocked", "The number of requests blocked by the global action specified in the access control policy.");

        MetricFamily<Counter> Policy(string level, string outcome, string help)
            => registry.Counter($"dapr_runtime_acl_{level}_policy_action_{outcome}_total", help, "app_id", "namespace", "trustDomain");
    }

    /// <summary>A component has started.</summary>
    /// <param name="type">Its type, such as <c>state.redis</c>.</param>
    public void ComponentInitialized(string type)
    {
        _loaded?.Increment();
        _initialized?.Get(type).Increment();
    }

    /// <summary>A component could not be started.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="reason">What failed: <c>creation</c> or <c>init</c>.</param>
    /// <param name="name">Its name.</param>
    public void ComponentInitFailed(string type, string reason, string name) => _initFailed?.Get(type, name, reason).Increment();

    /// <summary>A process that a component names was started, for the first time or again.</summary>
    /// <param name="component">The first of the components that name it.</param>
    public void ComponentProcessStarted(string component) => _processStarts?.Get(component).Increment();

    /// <summary>Access control has decided on a call of another app.</summary>
    /// <param name="isAllowed">Whether it is allowed.</param>
    /// <param name="byAppPolicy">Whether a policy for the caller decided; else the default action did.</param>
    /// <param name="callerAppId">The caller's app id, which takes the place of this app's in the labels, as in Dapr.</param>
    /// <param name="callerNamespace">Its namespace.</param>
    /// <param name="callerTrustDomain">Its trust domain.</param>
    public void AccessDecided(bool isAllowed, bool byAppPolicy, string callerAppId, string callerNamespace, string callerTrustDomain)
    {
        var family = isAllowed
            ? byAppPolicy ? _allowedByApp : _allowedByDefault
            : byAppPolicy ? _blockedByApp : _blockedByDefault;
        family?.Get(callerAppId, callerNamespace, callerTrustDomain).Increment();
    }
}

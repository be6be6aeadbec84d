using Layotto.Components;
using Layotto.Runtime.Resiliency;
using Layotto.Runtime.Resiliency.Settings;
using Layotto.Runtime.Tests.Loading;

namespace Layotto.Runtime.Tests.Resiliency;

/// <summary>Policies over a clock that the test moves, with jitter that is always in the middle.</summary>
internal sealed class PolicyWorld : IResilienceObserver
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly List<string> _events = [];

    public PolicyWorld(ResilienceSettings settings, bool isObserved = false)
        => Policies = new Resilience(settings, new ResilienceEnvironment(Log, Clock, () => 0.5, isObserved ? this : null));

    public ManualTimeProvider Clock { get; } = new();

    public RecordingLoggers Log { get; } = new();

    public Resilience Policies { get; }

    public IReadOnlyList<string> Events => _events;

    /// <summary>The policy of the component "store", a state store.</summary>
    public ResiliencePolicy Store => Policies.ForComponent("store", ComponentKind.State, FlowDirection.Outbound);

    /// <summary>Settings with policies for calls of the component "store".</summary>
    public static ResilienceSettings ForStore(TimeSpan? timeout = null, RetrySettings? retry = null, CircuitBreakerSettings? breaker = null) => new()
    {
        Resources = [new PolicyResource("policies", "shop")],
        Timeouts = timeout is { } time ? new Dictionary<string, TimeSpan> { ["t"] = time } : [],
        Retries = retry is not null ? new Dictionary<string, RetrySettings> { ["r"] = retry } : [],
        CircuitBreakers = breaker is not null ? new Dictionary<string, CircuitBreakerSettings> { ["b"] = breaker } : [],
        Components = new Dictionary<string, ComponentTargetSettings>
        {
            ["store"] = new(TargetSettings.None, new TargetSettings { Timeout = "t", Retry = "r", CircuitBreaker = "b" }),
        },
    };

    /// <summary>Makes a call whose attempts end one after the other as the script says; the last of it goes on.</summary>
    public static Task<int> CallAsync(ResiliencePolicy policy, List<int> attempts, Func<int, AttemptStatus> script)
        => CallForAsync(policy, attempts, script, TestContext.Current.CancellationToken);

    /// <summary>The same, for a caller that may go.</summary>
    public static async Task<int> CallForAsync(
        ResiliencePolicy policy, List<int> attempts, Func<int, AttemptStatus> script, CancellationToken caller)
        => await policy.ExecuteAsync<(List<int> Attempts, Func<int, AttemptStatus> Script), int>(
            static (state, _) =>
            {
                state.Attempts.Add(state.Attempts.Count + 1);
                return new ValueTask<int>(state.Attempts.Count);
            },
            (attempts, script),
            (attempt, _) => script(attempt),
            caller);

    /// <summary>Lets a wait of exactly this length pass.</summary>
    public async Task PassAsync(TimeSpan wait)
    {
        await Clock.WaitForTimerAsync(wait, wait);
        Clock.Advance(wait);
    }

    public void OnLoaded(string name, string @namespace) => _events.Add($"loaded {name} {@namespace}");

    public void OnApplied(PolicyTarget target, PolicyKind kind, CircuitState? state)
        => _events.Add($"applied {target.PolicyName} {target.PolicyNamespace} {target.Name} {target.Direction} {kind} {state}".TrimEnd());

    public void OnActivated(PolicyTarget target, PolicyKind kind, CircuitState? state)
        => _events.Add($"activated {target.Name} {kind} {state}".TrimEnd());
}

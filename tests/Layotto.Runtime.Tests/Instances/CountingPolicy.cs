using Layotto.Components;
using Layotto.Runtime.Resiliency;

namespace Layotto.Runtime.Tests.Instances;

/// <summary>Policies that attempt every call a number of times as long as it fails, and tell for what they were asked.</summary>
internal sealed class CountingPolicy(int attempts) : ResiliencePolicy, IResilience
{
    public List<string> Asked { get; } = [];

    public override bool Retries => attempts > 1;

    public ResiliencePolicy ForInitialization => this;

    public ResiliencePolicy ForApp(string appId) => this;

    public ResiliencePolicy ForComponent(string name, ComponentKind kind, FlowDirection direction)
    {
        Asked.Add($"{kind}/{name}/{direction}");
        return this;
    }

    public override async ValueTask<TResult> ExecuteAsync<TState, TResult>(
        Func<TState, CancellationToken, ValueTask<TResult>> attempt,
        TState state,
        Func<TResult?, Exception?, AttemptStatus>? judge,
        CancellationToken cancellationToken)
        where TResult : default
    {
        for (var left = attempts; ; left--)
        {
            try
            {
                var result = await attempt(state, cancellationToken);
                if (left == 1 || judge is null || !judge(result, null).IsFailure)
                    return result;
            }
            catch (Exception exception) when (left > 1 && (judge?.Invoke(default, exception) ?? AttemptStatus.Failure).IsFailure)
            {
                continue;
            }
        }
    }
}

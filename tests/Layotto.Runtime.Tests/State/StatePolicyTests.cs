using Layotto.Components;
using Layotto.Components.State;
using Layotto.Runtime.Errors;
using Layotto.Runtime.Expressions;
using Layotto.Runtime.Resiliency.Settings;
using Layotto.Runtime.State;
using Layotto.Runtime.Tests.Resiliency;

namespace Layotto.Runtime.Tests.State;

/// <summary>Calls of state stores under policies, and what callers are told when those give up.</summary>
public sealed class StatePolicyTests : IAsyncDisposable
{
    private static readonly RetrySettings AtOnce = new() { Duration = TimeSpan.Zero, MaxRetries = 2 };

    private readonly ScriptedStore _store = new();

    [Theory]
    [InlineData("get", "get app||a")]
    [InlineData("save", "set app||a")]
    [InlineData("save many", "set many app||a app||b")]
    [InlineData("delete", "delete app||a")]
    [InlineData("delete one of many", "delete app||a")]
    [InlineData("delete many", "delete many app||a app||b")]
    [InlineData("get many", "get many app||a app||b")]
    [InlineData("transact", "transact")]
    public async Task Every_operation_is_retried(string operation, string call)
    {
        _store.OnCall = (number, _) => number < 3 ? throw new ComponentException("not now") : Task.CompletedTask;
        await RunAsync(Engine(PolicyWorld.ForStore(retry: AtOnce)), operation);
        Assert.Equal([call, call, call], _store.Calls);
    }

    [Theory]
    [InlineData("get", "ERR_STATE_GET", "fail to get a from state store store: circuit breaker is open")]
    [InlineData("save", "ERR_STATE_SAVE", "failed saving state in state store store: circuit breaker is open")]
    [InlineData("save many", "ERR_STATE_SAVE", "failed saving state in state store store: circuit breaker is open")]
    [InlineData("delete", "ERR_STATE_DELETE", "failed deleting state with key a: circuit breaker is open")]
    [InlineData("delete many", "ERR_STATE_BULK_DELETE", "circuit breaker is open")]
    [InlineData("get many", "ERR_STATE_BULK_GET", "circuit breaker is open")]
    [InlineData("transact", "ERR_STATE_TRANSACTION", "error while executing state transaction: circuit breaker is open")]
    public async Task An_open_circuit_is_an_error_of_the_operation(string operation, string code, string message)
    {
        _store.OnCall = (_, _) => throw new ComponentException("broken");
        var engine = Engine(PolicyWorld.ForStore(
            breaker: new CircuitBreakerSettings { Trip = CelExpression.Parse("totalFailures > 0", CircuitBreakerSettings.TripVariables) }));
        Assert.EndsWith("broken", (await Assert.ThrowsAsync<ApiException>(() => RunAsync(engine, operation))).Message, StringComparison.Ordinal);
        var error = await Assert.ThrowsAsync<ApiException>(() => RunAsync(engine, operation));
        Assert.Equal((code, ErrorKind.Internal), (error.Code.Name, error.Kind));
        Assert.EndsWith(message, error.Message, StringComparison.Ordinal);
        Assert.Single(_store.Calls);
    }

    [Fact]
    public async Task A_timeout_is_an_error_of_the_operation()
    {
        _store.OnCall = (_, token) => Task.Delay(Timeout.Infinite, token);
        var world = new PolicyWorld(PolicyWorld.ForStore(TimeSpan.FromSeconds(3)));
        var call = RunAsync(Engine(world), "get");
        await world.PassAsync(TimeSpan.FromSeconds(3));
        var error = await Assert.ThrowsAsync<ApiException>(() => call.WaitAsync(PolicyWorld.Patience, TestContext.Current.CancellationToken));
        Assert.Equal(("ERR_STATE_GET", "fail to get a from state store store: context deadline exceeded"), (error.Code.Name, error.Message));
    }

    [Theory]
    [InlineData("save")]
    [InlineData("delete")]
    [InlineData("transact")]
    public async Task An_etag_that_does_not_hold_is_not_tried_again(string operation)
    {
        _store.OnCall = (_, _) => throw new StateETagException(StateETagError.Mismatch, "a");
        await Assert.ThrowsAsync<ApiException>(() => RunAsync(Engine(PolicyWorld.ForStore(retry: AtOnce)), operation));
        Assert.Single(_store.Calls);
    }

    [Fact]
    public async Task Only_the_keys_that_failed_are_written_again()
    {
        _store.OnKey = (call, key) => call == 1 && key.EndsWith('b') ? new ComponentException("not now") : null;
        await RunAsync(Engine(PolicyWorld.ForStore(retry: AtOnce)), "save many");
        Assert.Equal(["set many app||a app||b", "set many app||b"], _store.Calls);
    }

    [Fact]
    public async Task An_etag_error_among_retried_keys_is_not_forgotten()
    {
        _store.OnKey = (call, key) => key.EndsWith('a') ? new StateETagException(StateETagError.Mismatch, "a") : call == 1 ? new ComponentException("not now") : null;
        var error = await Assert.ThrowsAsync<ApiException>(() => RunAsync(Engine(PolicyWorld.ForStore(retry: AtOnce)), "delete many"));
        Assert.Equal(("ERR_STATE_BULK_DELETE", ErrorKind.Aborted), (error.Code.Name, error.Kind));
        Assert.Equal(["delete many app||a app||b", "delete many app||b"], _store.Calls);
    }

    [Fact]
    public async Task Keys_that_fail_to_the_end_are_told_of()
    {
        _store.OnKey = (_, key) => key.EndsWith('b') ? new ComponentException("never") : null;
        var error = await Assert.ThrowsAsync<ApiException>(() => RunAsync(Engine(PolicyWorld.ForStore(retry: AtOnce)), "save many"));
        Assert.Equal("failed saving state in state store store: never", error.Message);
        Assert.Equal(3, _store.Calls.Count);
    }

    [Theory]
    [InlineData("get")]
    [InlineData("save")]
    [InlineData("save many")]
    [InlineData("delete")]
    [InlineData("delete many")]
    [InlineData("get many")]
    [InlineData("transact")]
    public async Task A_store_is_kept_until_calls_of_it_have_ended(string operation)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _store.OnCall = (_, _) => gate.Task;
        var registry = new ComponentRegistry();
        var instance = _store.Instance();
        registry.Put(instance);
        var call = RunAsync(new StateEngine(registry, "app", ""), operation);

        registry.Remove("store");
        var retired = instance.RetireAsync();
        Assert.False(retired.IsCompleted);
        gate.SetResult();
        await call.WaitAsync(PolicyWorld.Patience, TestContext.Current.CancellationToken);
        await retired.WaitAsync(PolicyWorld.Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_call_that_fails_lets_go_of_the_store_too()
    {
        _store.OnCall = (_, _) => throw new ComponentException("broken");
        var registry = new ComponentRegistry();
        var instance = _store.Instance();
        registry.Put(instance);
        var engine = new StateEngine(registry, "app", "");
        foreach (var operation in new[] { "get", "save", "save many", "delete", "delete many", "get many", "transact" })
            await Assert.ThrowsAsync<ApiException>(() => RunAsync(engine, operation));
        await Assert.ThrowsAsync<ApiException>(async () => await engine.GetAsync("store", "a||b", default, StateValue.NoMetadata, TestContext.Current.CancellationToken));
        instance.Report(ComponentHealth.Failed);
        await Assert.ThrowsAsync<ApiException>(() => RunAsync(engine, "get"));
        await instance.RetireAsync().WaitAsync(PolicyWorld.Patience, TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private static StateItem Item(string key) => new(key, new byte[1], null, default, default, StateValue.NoMetadata);

    private static async Task RunAsync(StateEngine engine, string operation)
    {
        var token = TestContext.Current.CancellationToken;
        StateItem a = Item("a"), b = Item("b");
        switch (operation)
        {
            case "get":
                Assert.NotNull(await engine.GetAsync("store", "a", default, StateValue.NoMetadata, token));
                break;
            case "save":
                await engine.SaveAsync("store", [a], token);
                break;
            case "save many":
                await engine.SaveAsync("store", [a, b], token);
                break;
            case "delete":
                await engine.DeleteAsync("store", a, token);
                break;
            case "delete one of many":
                await engine.DeleteManyAsync("store", [a], token);
                break;
            case "delete many":
                await engine.DeleteManyAsync("store", [a, b], token);
                break;
            case "get many":
                Assert.Equal(2, (await engine.GetManyAsync("store", ["a", "b"], 0, StateValue.NoMetadata, token)).Count);
                break;
            default:
                await engine.TransactAsync("store", [new StateOperation(StateOperation.Upsert, a)], StateValue.NoMetadata, trace: default, token);
                break;
        }
    }

    private StateEngine Engine(ResilienceSettings settings) => Engine(new PolicyWorld(settings));

    private StateEngine Engine(PolicyWorld world)
    {
        var registry = new ComponentRegistry();
        registry.Put(_store.Instance());
        return new StateEngine(registry, "app", "", world.Policies);
    }
}

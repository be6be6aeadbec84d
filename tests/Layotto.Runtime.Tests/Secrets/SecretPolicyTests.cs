using Layotto.Components;
using Layotto.Components.Metadata;
using Layotto.Components.Secrets;
using Layotto.Components.Specification;
using Layotto.Runtime.Errors;
using Layotto.Runtime.Expressions;
using Layotto.Runtime.Resiliency.Settings;
using Layotto.Runtime.Secrets;
using Layotto.Runtime.Tests.Resiliency;

namespace Layotto.Runtime.Tests.Secrets;

/// <summary>Calls of secret stores under policies.</summary>
public sealed class SecretPolicyTests
{
    private static readonly IReadOnlyDictionary<string, string> NoMetadata = new Dictionary<string, string>();

    [Fact]
    public async Task Reads_are_retried()
    {
        var store = new Store { FailuresLeft = 4 };
        var engine = Engine(store, PolicyWorld.ForStore(retry: new RetrySettings { Duration = TimeSpan.Zero, MaxRetries = 2 }));
        Assert.Equal("value", (await engine.GetAsync("store", "name", NoMetadata, TestContext.Current.CancellationToken))["name"]);
        store.FailuresLeft = 2;
        Assert.Equal(["name"], (await engine.GetAllAsync("store", NoMetadata, TestContext.Current.CancellationToken)).Keys);
    }

    [Fact]
    public async Task An_open_circuit_is_an_error_of_the_read()
    {
        var engine = Engine(
            new Store { FailuresLeft = int.MaxValue },
            PolicyWorld.ForStore(breaker: new CircuitBreakerSettings { Trip = CelExpression.Parse("totalFailures > 0", CircuitBreakerSettings.TripVariables) }));
        Assert.EndsWith("not now", (await FailAsync(engine)).Message, StringComparison.Ordinal);
        var error = await FailAsync(engine);
        Assert.Equal(
            ("ERR_SECRET_GET", "failed getting secret with key name from secret store store: circuit breaker is open"), (error.Code.Name, error.Message));
        error = await Assert.ThrowsAsync<ApiException>(async () => await engine.GetAllAsync("store", NoMetadata, TestContext.Current.CancellationToken));
        Assert.Equal("failed getting secrets from secret store store: circuit breaker is open", error.Message);
    }

    [Fact]
    public async Task A_store_is_kept_until_a_read_has_ended()
    {
        var store = new Store { Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) };
        var registry = new ComponentRegistry();
        var instance = Instance(store);
        registry.Put(instance);
        var call = new SecretEngine(registry, []).GetAsync("store", "name", NoMetadata, TestContext.Current.CancellationToken).AsTask();
        var retired = instance.RetireAsync();
        Assert.False(retired.IsCompleted);
        store.Gate.SetResult();
        await call.WaitAsync(PolicyWorld.Patience, TestContext.Current.CancellationToken);
        await retired.WaitAsync(PolicyWorld.Patience, TestContext.Current.CancellationToken);
    }

    private static Task<ApiException> FailAsync(SecretEngine engine)
        => Assert.ThrowsAsync<ApiException>(async () => await engine.GetAsync("store", "name", NoMetadata, TestContext.Current.CancellationToken));

    private static SecretEngine Engine(Store store, ResilienceSettings settings)
    {
        var registry = new ComponentRegistry();
        registry.Put(Instance(store));
        return new SecretEngine(registry, [], new PolicyWorld(settings).Policies);
    }

    private static ComponentInstance Instance(Store store)
    {
        var descriptor = new ComponentDescriptor
        {
            Kind = ComponentKind.SecretStore, Name = "scripted", Summary = "", Schema = MetadataSchema.Empty, Create = () => store,
        };
        var instance = new ComponentInstance(new ComponentSpecification { Name = "store", Type = "secretstores.scripted" }, descriptor, store, ComponentMetadata.Empty);
        instance.Report(ComponentHealth.Ready);
        return instance;
    }

    private sealed class Store : ISecretStore
    {
        public int FailuresLeft { get; set; }

        public TaskCompletionSource? Gate { get; init; }

        public IReadOnlyList<string> Features => [];

        public ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        public async ValueTask<IReadOnlyDictionary<string, string>> GetAsync(
            string name, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
        {
            if (Gate is not null)
                await Gate.Task;
            FailuresLeft -= 2;
            return FailuresLeft < 0 ? new Dictionary<string, string> { [name] = "value" } : throw new ComponentException("not now");
        }

        public async ValueTask<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> GetAllAsync(
            IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
            => new Dictionary<string, IReadOnlyDictionary<string, string>> { ["name"] = await GetAsync("name", metadata, cancellationToken) };
    }
}

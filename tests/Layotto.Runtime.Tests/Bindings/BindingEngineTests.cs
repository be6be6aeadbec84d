using Layotto.Components;
using Layotto.Components.Bindings;
using Layotto.Runtime.Bindings;
using Layotto.Runtime.Errors;
using Layotto.Runtime.Resiliency;
using Layotto.Runtime.Tests.Instances;

namespace Layotto.Runtime.Tests.Bindings;

public sealed class BindingEngineTests : IAsyncDisposable
{
    private readonly ComponentRegistry _registry = new();
    private readonly FakeBinding _binding = new();

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _binding.DisposeAsync();

    [Theory]
    [InlineData("binding", "", "operation field is missing from request")]
    [InlineData("other", "create", "couldn't find output binding other")]
    [InlineData("input", "create", "couldn't find output binding input")]
    [InlineData("binding", "delete", "binding binding does not support operation delete. supported operations:create get")]
    [InlineData("failing", "create", "it failed")]
    public async Task What_cant_be_invoked_is_told(string name, string operation, string reason)
    {
        _registry.Put(ComponentKind.Bindings, "binding", _binding);
        _registry.Put(ComponentKind.Bindings, "input", new FakeBinding(), ("direction", "input"));
        _registry.Put(ComponentKind.Bindings, "failing", new FakeBinding { Answer = _ => throw new ComponentException("it failed") });

        var error = await Assert.ThrowsAsync<ApiException>(() => InvokeAsync(NoResilience.Instance, name, operation));

        Assert.Equal(("ERR_INVOKE_OUTPUT_BINDING", ErrorKind.Internal), (error.Code.Name, error.Kind));
        Assert.Equal($"error invoking output binding {name}: {reason}", error.Message);
    }

    [Fact]
    public async Task Policy_of_the_component_is_around_the_call_and_facts_of_a_failure_are_kept()
    {
        var facts = new Dictionary<string, string> { ["statusCode"] = "404" };
        _binding.Answer = _ => throw new BindingException("it failed", facts);
        _registry.Put(ComponentKind.Bindings, "binding", _binding, ("direction", "Output, input"));
        var policy = new CountingPolicy(attempts: 3);

        var error = await Assert.ThrowsAsync<ApiException>(() => InvokeAsync(policy, "binding", "create"));

        Assert.Equal(3, _binding.Requests.Count);
        Assert.Equal(["bindings/binding/Outbound"], policy.Asked);
        Assert.Same(facts, Assert.IsType<BindingException>(error.InnerException).ResponseMetadata);
    }

    private async Task<BindingResponse?> InvokeAsync(IResilience resilience, string name, string operation)
        => await new BindingEngine(_registry, resilience).InvokeAsync(name, new BindingRequest(operation, default, BindingEvent.NoMetadata), CancellationToken);
}

using Layotto.Components;

namespace Layotto.Conformance.Tests;

/// <summary>The samples on plain @grpc/grpc-js.</summary>
public sealed class JavaScriptSampleTests : SampleTests
{
    [Fact]
    public Task State_store_conforms() => ConformsAsync(
        ComponentKind.State, "node javascript/state_store.mjs sample", (options, _) => options with { Abilities = Words("isolation", "bulk-snapshot"), BadETag = "99999" });

    [Fact]
    public Task Broker_conforms() => ConformsAsync(
        ComponentKind.PubSub, "node javascript/pubsub.mjs sample", (options, _) => options with { Abilities = Words("isolation", "hand-on") });

    [Fact]
    public Task Binding_conforms() => ConformsAsync(ComponentKind.Bindings, "node javascript/binding.mjs sample", (options, _) => options with { Trigger = "create" });
}

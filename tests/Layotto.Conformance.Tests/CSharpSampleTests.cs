using Layotto.Components;
using Layotto.Testing.Processes;

namespace Layotto.Conformance.Tests;

/// <summary>The sample on the SDK: all kinds in one process.</summary>
public sealed class CSharpSampleTests : SampleTests
{
    private static readonly string Program = Path.Combine(
        RepositoryRoot.Path, "artifacts", "bin", "Layotto.Samples.Components", new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/')).Name, "Layotto.Samples.Components") + " sample";

    [Fact]
    public Task State_store_conforms() => ConformsAsync(ComponentKind.State, Program, (options, _) => options with { Abilities = Words("isolation") });

    [Fact]
    public Task Broker_conforms() => ConformsAsync(ComponentKind.PubSub, Program, (options, _) => options with { Abilities = Words("isolation", "hand-on") });

    [Fact]
    public Task Binding_conforms() => ConformsAsync(ComponentKind.Bindings, Program, (options, _) => options with { Trigger = "create" });
}

using Layotto.Components;
using Layotto.Components.Secrets;
using Layotto.Conformance;
using Layotto.Conformance.Secrets;
using Layotto.Pluggable.Discovery;
using Layotto.Pluggable.Tests.Processes;
using Layotto.Testing;

namespace Layotto.Pluggable.Tests.Secrets;

/// <summary>The suite of secret stores over one in another process.</summary>
public sealed class PluggableSecretConformanceTests : IDisposable
{
    private static readonly HashSet<string> Abilities = [SecretStoreAbilities.Bulk, SecretStoreAbilities.MissingIsError];

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Cases => [.. SecretStoreConformance.Suite.Cases.Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Conforms(string name)
    {
        var path = _folder.File("vault.sock");
        await using var process = await FakeProcess.ServeAsync(path, new Script(), [FakeSecretService.Serve()]);
        var catalogue = new ComponentCatalogue();
        await using var discovery = new SocketDiscovery(TestStore.Options(_folder.Path), catalogue, new RecordingLogger());
        await discovery.ScanAsync(Patience.Cancellation).Soon();
        Assert.True(catalogue.TryFind("secretstores.vault", "", out var descriptor, out var reason), reason);
        await using var store = (ISecretStore)descriptor.Create();
        await store.InitializeAsync(TestStore.Context(null, null), Patience.Cancellation).Soon();

        var one = SecretStoreConformance.Suite[name];
        var result = await one.RunAsync(new SecretStoreSubject { Store = store, Abilities = Abilities }, TestContext.Current.CancellationToken);

        var applies = one.Needs.All(Abilities.Contains) && !one.Lacks.Any(Abilities.Contains);
        Assert.True(result.Outcome == (applies ? ConformanceOutcome.Passed : ConformanceOutcome.NotApplicable), result.Reason);
    }

    public void Dispose() => _folder.Dispose();
}

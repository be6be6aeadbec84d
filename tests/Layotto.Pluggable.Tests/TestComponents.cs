using Layotto.Components;
using Layotto.Pluggable.Discovery;
using Layotto.Pluggable.Tests.Processes;
using Layotto.Testing;

namespace Layotto.Pluggable.Tests;

/// <summary>Discovers a socket and starts a component of any kind of it.</summary>
internal static class TestComponents
{
    public static async Task<T> StartAsync<T>(string path, ComponentKind kind, TestStore.HealthLog? health = null)
        where T : IComponent
    {
        var catalogue = new ComponentCatalogue();
        await using var discovery = new SocketDiscovery(TestStore.Options(Path.GetDirectoryName(path)!), catalogue, new RecordingLogger());
        await discovery.ScanAsync(Patience.Cancellation).Soon();
        Assert.True(catalogue.TryFind($"{kind.Category}.{Path.GetFileNameWithoutExtension(path)}", "v1", out var descriptor, out var reason), reason);
        var component = (T)descriptor.Create();
        await component.InitializeAsync(TestStore.Context(null, health), Patience.Cancellation).Soon();
        return component;
    }
}

using Layotto.Components;
using Layotto.Components.Metadata;
using Layotto.Pluggable.Discovery;
using Layotto.Pluggable.Tests.Processes;
using Layotto.Testing;

namespace Layotto.Pluggable.Tests;

/// <summary>Discovers a socket and starts a component of any kind of it.</summary>
internal static class TestComponents
{
    public static async Task<T> StartAsync<T>(
        string path, ComponentKind kind, TestStore.HealthLog? health = null, RecordingLogger? logger = null, params (string Key, string Value)[] metadata)
        where T : IComponent
    {
        var catalogue = new ComponentCatalogue();
        await using var discovery = new SocketDiscovery(TestStore.Options(Path.GetDirectoryName(path)!), catalogue, new RecordingLogger());
        await discovery.ScanAsync(Patience.Cancellation).Soon();
        Assert.True(catalogue.TryFind($"{kind.Category}.{Path.GetFileNameWithoutExtension(path)}", "v1", out var descriptor, out var reason), reason);
        var component = (T)descriptor.Create();
        try
        {
            await component.InitializeAsync(
                new ComponentContext
                {
                    Name = TestStore.Name,
                    Type = descriptor.Type,
                    AppId = "app",
                    Namespace = "space",
                    Metadata = new ComponentMetadata(metadata.Select(property => KeyValuePair.Create(property.Key, property.Value))),
                    Logger = logger ?? new RecordingLogger(),
                    Report = health is null ? static (_, _) => { } : health.Report,
                },
                Patience.Cancellation).Soon();
            return component;
        }
        catch
        {
            await component.DisposeAsync();
            throw;
        }
    }
}

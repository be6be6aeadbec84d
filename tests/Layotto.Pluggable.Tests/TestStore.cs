using System.Collections.Concurrent;
using Layotto.Components;
using Layotto.Components.Metadata;
using Layotto.Components.State;
using Layotto.Pluggable.Discovery;
using Layotto.Pluggable.Tests.Processes;
using Layotto.Testing;

namespace Layotto.Pluggable.Tests;

/// <summary>Discovers a socket and starts the component of it.</summary>
internal static class TestStore
{
    public const string Name = "mystore";

    /// <summary>Bounds that tests can wait for.</summary>
    public static PluggableOptions Options(string folder) => new()
    {
        Folder = folder,
        FirstReconnectDelay = TimeSpan.FromMilliseconds(5),
        LongestReconnectDelay = TimeSpan.FromMilliseconds(20),
    };

    public static async Task<IStateStore> StartAsync(
        string path, TimeProvider? timeProvider = null, HealthLog? health = null, PluggableOptions? options = null, params (string Key, string Value)[] metadata)
    {
        options ??= Options(Path.GetDirectoryName(path)!);
        var catalogue = new ComponentCatalogue();
        await using var discovery = new SocketDiscovery(options, catalogue, new RecordingLogger());
        await discovery.ScanAsync(Patience.Cancellation).Soon();
        Assert.True(catalogue.TryFind($"state.{Path.GetFileNameWithoutExtension(path)}", "v1", out var descriptor, out var reason), reason);
        var store = (IStateStore)descriptor.Create();
        try
        {
            await store.InitializeAsync(Context(timeProvider, health, metadata), Patience.Cancellation).Soon();
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    public static ComponentContext Context(TimeProvider? timeProvider, HealthLog? health, params (string Key, string Value)[] metadata) => new()
    {
        Name = Name,
        Type = "state.store",
        Metadata = new ComponentMetadata(metadata.Select(property => KeyValuePair.Create(property.Key, property.Value))),
        Logger = new RecordingLogger(),
        TimeProvider = timeProvider ?? TimeProvider.System,
        Report = health is null ? static (_, _) => { } : health.Report,
    };

    public static StateSetRequest Set(string key, string value, string? etag = null)
        => new(key, System.Text.Encoding.UTF8.GetBytes(value), etag, StateConcurrency.Unspecified, StateConsistency.Unspecified, StateValue.NoMetadata);

    public static StateGetRequest Get(string key) => new(key, StateConsistency.Unspecified, StateValue.NoMetadata);

    public static StateDeleteRequest Delete(string key, string? etag = null)
        => new(key, etag, StateConcurrency.Unspecified, StateConsistency.Unspecified, StateValue.NoMetadata);

    /// <summary>What a component reported of its health.</summary>
    public sealed class HealthLog
    {
        private readonly ConcurrentQueue<(ComponentHealth Health, string? Reason)> _reports = new();

        public (ComponentHealth Health, string? Reason) Last => _reports.LastOrDefault();

        public void Report(ComponentHealth health, string? reason) => _reports.Enqueue((health, reason));
    }
}

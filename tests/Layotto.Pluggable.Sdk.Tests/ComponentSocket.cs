using Grpc.Core;
using Layotto.Components;
using Layotto.Components.Metadata;
using Layotto.Grpc.Client;
using Layotto.Pluggable.Discovery;
using Layotto.Protos.Dapr.Components.V1;
using Layotto.Testing;

namespace Layotto.Pluggable.Sdk.Tests;

/// <summary>A connection to a component's socket, as a gateway has one for each of its components.</summary>
internal sealed class ComponentSocket : IDisposable
{
    private readonly GrpcChannel _channel;

    public ComponentSocket(string path)
    {
        _channel = new GrpcChannel($"unix:{path}", new GrpcChannelOptions { SingleConnection = true, MaxReceiveMessageSize = null });
        var invoker = _channel.CreateCallInvoker();
        State = new StateStore.StateStoreClient(invoker);
        Transactions = new TransactionalStateStore.TransactionalStateStoreClient(invoker);
        Queries = new QueriableStateStore.QueriableStateStoreClient(invoker);
        Broker = new Protos.Dapr.Components.V1.PubSub.PubSubClient(invoker);
        Input = new InputBinding.InputBindingClient(invoker);
    }

    public StateStore.StateStoreClient State { get; }

    public TransactionalStateStore.TransactionalStateStoreClient Transactions { get; }

    public QueriableStateStore.QueriableStateStoreClient Queries { get; }

    public Protos.Dapr.Components.V1.PubSub.PubSubClient Broker { get; }

    public InputBinding.InputBindingClient Input { get; }

    /// <summary>The options of a call for a component; null for a call that names none.</summary>
    public static CallOptions For(string? instance) => new(
        instance is null ? [] : new Metadata { { "x-component-instance", instance } }, DateTime.UtcNow.AddSeconds(60), Patience.Cancellation);

    /// <summary>Settings as they go over the wire.</summary>
    public static MetadataRequest Settings(params (string Key, string Value)[] settings)
    {
        var request = new MetadataRequest();
        foreach (var (key, value) in settings)
            request.Properties[key] = value;
        return request;
    }

    /// <summary>Starts a component of a socket by the adapters of the gateway.</summary>
    public static async Task<T> StartAdapterAsync<T>(string path, ComponentKind kind, params (string Key, string Value)[] settings)
        where T : IComponent
    {
        var catalogue = new ComponentCatalogue();
        var options = new PluggableOptions
        {
            Folder = Path.GetDirectoryName(path)!,
            FirstReconnectDelay = TimeSpan.FromMilliseconds(5),
            LongestReconnectDelay = TimeSpan.FromMilliseconds(20),
        };
        await using var discovery = new SocketDiscovery(options, catalogue, new RecordingLogger());
        await discovery.ScanAsync(Patience.Cancellation).Soon();
        Assert.True(catalogue.TryFind($"{kind.Category}.{Path.GetFileNameWithoutExtension(path)}", "v1", out var descriptor, out var reason), reason);
        var component = (T)descriptor.Create();
        try
        {
            await component.InitializeAsync(
                new ComponentContext
                {
                    Name = "mine",
                    Type = descriptor.Type,
                    AppId = "app",
                    Metadata = new ComponentMetadata(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value))),
                    Logger = new RecordingLogger(),
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

    public void Dispose() => _channel.Dispose();
}

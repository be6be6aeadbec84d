using System.Threading.Channels;
using Google.Protobuf.Collections;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Layotto.Protos.Components.V1;

namespace Layotto.Pluggable.Tests.Processes;

/// <summary>A configuration store's process: items that a test writes, and those who follow them.</summary>
internal sealed class FakeConfigurationService : ConfigurationStore.ConfigurationStoreBase
{
    private readonly Lock _lock = new();
    private readonly List<Channel<SubscribeConfigurationResponse>> _followers = [];
    private Dictionary<string, ConfigurationItem> _items = new(StringComparer.Ordinal);

    /// <summary>What is sent in the place of the snapshot; null to send nothing at all.</summary>
    public Func<SubscribeConfigurationResponse, SubscribeConfigurationResponse?> Begin { get; set; } = static snapshot => snapshot;

    public InitRequest? Initialised { get; private set; }

    public int Followers
    {
        get
        {
            lock (_lock)
                return _followers.Count;
        }
    }

    public static (ServerServiceDefinition Definition, ServiceDescriptor Descriptor) Serve(FakeConfigurationService service)
        => (ConfigurationStore.BindService(service), ConfigurationStore.Descriptor);

    /// <summary>Makes these the items that there are.</summary>
    public void Write(IReadOnlyDictionary<string, ConfigurationItem> items)
    {
        lock (_lock)
        {
            var response = new SubscribeConfigurationResponse();
            foreach (var (key, item) in items.Where(item => !_items.TryGetValue(item.Key, out var old) || !old.Equals(item.Value)))
                response.Items[key] = item;
            response.Deleted.AddRange(_items.Keys.Where(key => !items.ContainsKey(key)));
            _items = new Dictionary<string, ConfigurationItem>(items, StringComparer.Ordinal);
            foreach (var follower in _followers)
                follower.Writer.TryWrite(response);
        }
    }

    public void Write(params (string Key, string Value)[] items)
        => Write(items.ToDictionary(item => item.Key, item => new ConfigurationItem { Value = item.Value }));

    /// <summary>Sends a message to whoever follows, whatever is in it.</summary>
    public void Send(SubscribeConfigurationResponse response)
    {
        lock (_lock)
            _followers.ForEach(follower => follower.Writer.TryWrite(response));
    }

    /// <summary>Ends the streams, in good order or with an error.</summary>
    public void EndStreams(Exception? error = null)
    {
        lock (_lock)
            _followers.ForEach(follower => follower.Writer.TryComplete(error));
    }

    public override Task<InitResponse> Init(InitRequest request, ServerCallContext context)
    {
        Initialised = request;
        return Task.FromResult(new InitResponse());
    }

    public override Task<PingResponse> Ping(PingRequest request, ServerCallContext context) => Task.FromResult(new PingResponse());

    public override Task<GetConfigurationResponse> Get(GetConfigurationRequest request, ServerCallContext context)
    {
        var response = new GetConfigurationResponse();
        lock (_lock)
            Fill(response.Items, request.Keys);
        return Task.FromResult(response);
    }

    public override async Task Subscribe(
        SubscribeConfigurationRequest request, IServerStreamWriter<SubscribeConfigurationResponse> responseStream, ServerCallContext context)
    {
        var channel = Channel.CreateUnbounded<SubscribeConfigurationResponse>();
        var snapshot = new SubscribeConfigurationResponse();
        lock (_lock)
        {
            Fill(snapshot.Items, request.Keys);
            _followers.Add(channel);
        }

        try
        {
            if (Begin(snapshot) is { } first)
                await responseStream.WriteAsync(first, context.CancellationToken);
            await foreach (var response in channel.Reader.ReadAllAsync(context.CancellationToken))
                await responseStream.WriteAsync(response, context.CancellationToken);
        }
        finally
        {
            lock (_lock)
                _followers.Remove(channel);
        }
    }

    private void Fill(MapField<string, ConfigurationItem> items, RepeatedField<string> keys)
    {
        foreach (var (key, item) in _items.Where(item => keys.Count == 0 || keys.Contains(item.Key)))
            items[key] = item;
    }
}

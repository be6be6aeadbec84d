using Layotto.Components;
using Layotto.Components.Configuration;
using Layotto.Runtime.Tests.Instances;

namespace Layotto.Runtime.Tests.Configuration;

internal sealed class FakeConfigurationStore : TestComponent, IConfigurationStore
{
    public Dictionary<string, ConfigurationItem> Items { get; init; } = [];

    public List<ConfigurationHandler> Handlers { get; } = [];

    public bool Fails { get; init; }

    public ValueTask<IReadOnlyDictionary<string, ConfigurationItem>> GetAsync(
        IReadOnlyList<string> keys, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
        => Fails
            ? throw new ComponentException("it failed")
            : new(Items.Where(item => keys.Count == 0 || keys.Contains(item.Key)).ToDictionary());

    public ValueTask<IAsyncDisposable> SubscribeAsync(
        IReadOnlyList<string> keys, IReadOnlyDictionary<string, string> metadata, ConfigurationHandler handler, CancellationToken cancellationToken)
    {
        if (Fails)
            throw new ComponentException("it failed");
        Handlers.Add(handler);
        return new ValueTask<IAsyncDisposable>(new Subscription(this, handler));
    }

    public async Task TellAsync(string key, string value)
    {
        foreach (var handler in Handlers.ToArray())
            await handler(new Dictionary<string, ConfigurationItem> { [key] = new() { Value = value } }, CancellationToken.None);
    }

    private sealed class Subscription(FakeConfigurationStore store, ConfigurationHandler handler) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            store.Handlers.Remove(handler);
            return ValueTask.CompletedTask;
        }
    }
}

using Layotto.Components.Configuration;
using Layotto.Components.Metadata;

namespace Layotto.Components.Embedded.Configuration;

/// <summary>
/// <c>configuration.in-memory</c>: every metadata key of the component is an item. Where components are reloaded while the gateway runs,
/// subscribers are told of the keys that differ.
/// </summary>
public sealed class InMemoryConfigurationStore : IConfigurationStore
{
    private ConfigurationWatch? _watch;

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => [];

    internal static MetadataSchema Schema => MetadataSchema.Open;

    private ConfigurationWatch Watch => _watch ?? throw new InvalidOperationException("The component has to be initialised before it is used.");

    /// <inheritdoc/>
    public ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        _watch = new ConfigurationWatch(context.Logger);
        _watch.Replace(context.Metadata.ToDictionary(item => item.Key, item => new ConfigurationItem { Value = item.Value }, StringComparer.Ordinal));
        return ValueTask.CompletedTask;
    }

    /// <summary>Puts other items in the place of those there are, and tells who subscribes.</summary>
    public void Replace(IReadOnlyDictionary<string, ConfigurationItem> items) => Watch.Replace(items);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<string, ConfigurationItem>> GetAsync(
        IReadOnlyList<string> keys, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<IReadOnlyDictionary<string, ConfigurationItem>>(Watch.Get(keys));
    }

    /// <inheritdoc/>
    public ValueTask<IAsyncDisposable> SubscribeAsync(
        IReadOnlyList<string> keys,
        IReadOnlyDictionary<string, string> metadata,
        ConfigurationHandler handler,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<IAsyncDisposable>(Watch.Subscribe(keys, handler));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _watch?.DisposeAsync() ?? ValueTask.CompletedTask;
}

namespace Layotto.Components.Configuration;

/// <summary>A store of an app's settings, which tells of their changes.</summary>
public interface IConfigurationStore : IComponent
{
    /// <summary>Reads items.</summary>
    /// <param name="keys">The keys; none for all there are. One that isn't there is left out of the answer.</param>
    /// <param name="metadata">The request's metadata.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ComponentException">The store couldn't answer.</exception>
    ValueTask<IReadOnlyDictionary<string, ConfigurationItem>> GetAsync(
        IReadOnlyList<string> keys, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken);

    /// <summary>Subscribes to the changes of items.</summary>
    /// <param name="keys">The keys, which needn't be there yet; none for all there are and will be.</param>
    /// <param name="metadata">The request's metadata.</param>
    /// <param name="handler">Is told of every change from now on.</param>
    /// <param name="cancellationToken">Ends the beginning; the subscription isn't bound to it.</param>
    /// <returns>The subscription. Once its disposal is done the handler isn't called any more.</returns>
    /// <exception cref="ComponentException">The store couldn't subscribe.</exception>
    ValueTask<IAsyncDisposable> SubscribeAsync(
        IReadOnlyList<string> keys,
        IReadOnlyDictionary<string, string> metadata,
        ConfigurationHandler handler,
        CancellationToken cancellationToken);
}

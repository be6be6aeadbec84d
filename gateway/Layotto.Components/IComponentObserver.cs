namespace Layotto.Components;

/// <summary>
/// Is told when a component comes, is replaced or goes while the gateway runs: whoever holds something of a component beyond a
/// single call, such as a subscription, moves it from the old instance to the new one.
/// </summary>
public interface IComponentObserver
{
    /// <summary>
    /// The registry has changed. The old instance is disposed only after every observer has returned and its last use has ended.
    /// </summary>
    /// <param name="removed">The instance that is no longer in the registry, or null when a component came.</param>
    /// <param name="added">The instance that is in the registry now, or null when a component went.</param>
    /// <param name="cancellationToken">Fires when the gateway stops.</param>
    ValueTask ComponentChangedAsync(ComponentInstance? removed, ComponentInstance? added, CancellationToken cancellationToken);
}

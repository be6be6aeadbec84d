namespace Layotto.Components.Configuration;

/// <summary>
/// Is told of items that have changed. A subscription calls it for one change after the other; what changes again while it runs comes
/// in a later call, where only the latest state of a key counts. What it throws is logged, and the change counts as told.
/// </summary>
/// <param name="items">The items by key; one that is gone is a <see cref="ConfigurationItem.Deleted"/>.</param>
/// <param name="cancellationToken">Fires when the subscription ends.</param>
public delegate ValueTask ConfigurationHandler(IReadOnlyDictionary<string, ConfigurationItem> items, CancellationToken cancellationToken);

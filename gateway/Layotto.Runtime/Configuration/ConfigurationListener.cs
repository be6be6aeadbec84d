using Layotto.Components.Configuration;

namespace Layotto.Runtime.Configuration;

/// <summary>Is told of the changes of a subscription, one after the other. What it throws is logged by the store, and the change counts as told.</summary>
/// <param name="id">The subscription.</param>
/// <param name="items">The items by key; one that is gone is a <see cref="ConfigurationItem.Deleted"/>.</param>
/// <param name="cancellationToken">Fires when the subscription ends.</param>
public delegate ValueTask ConfigurationListener(
    string id, IReadOnlyDictionary<string, ConfigurationItem> items, CancellationToken cancellationToken);

using Layotto.Components.State;

namespace Layotto.Pluggable.Sdk.State;

/// <summary>What a store says that it can do.</summary>
internal static class StateAbilities
{
    /// <summary>The abilities that a store names and those that its contracts show, less those that nothing on the wire is for.</summary>
    public static IEnumerable<string> Of(IStateStore store)
    {
        var features = store.Features.Where(feature => feature is not (StateFeatures.DeleteWithPrefix or StateFeatures.KeysLike));
        if (store is ITransactionalStateStore)
            features = features.Append(StateFeatures.Transactional);
        if (store is IQueryableStateStore)
            features = features.Append(StateFeatures.Query);
        return features.Distinct(StringComparer.Ordinal);
    }
}

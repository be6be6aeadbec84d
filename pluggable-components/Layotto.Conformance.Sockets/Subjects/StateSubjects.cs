using Layotto.Components;
using Layotto.Components.State;
using Layotto.Conformance.State;

namespace Layotto.Conformance.Sockets.Subjects;

/// <summary>State stores: what they are tested for is what they claim.</summary>
internal static class StateSubjects
{
    public static async Task<StateStoreSubject> CreateAsync(ConformanceTarget target, CancellationToken cancellationToken)
    {
        var store = (IStateStore)target.Component;
        var hasExpiry = store.Features.Contains(StateFeatures.TimeToLive);
        return new StateStoreSubject
        {
            Store = store,
            BadETag = target.Options.BadETag,
            TimeProvider = target.Options.TimeProvider,
            AdvanceAsync = target.Options.AdvanceAsync,
            Abilities = target.Abilities(
                (StateAbilities.ETag, store.Features.Contains(StateFeatures.ETag)),

                // Dapr has no feature of its own for it: it is what etags are for.
                (StateAbilities.FirstWrite, store.Features.Contains(StateFeatures.ETag)),
                (StateAbilities.Transaction, store.Features.Contains(StateFeatures.Transactional)),
                (StateAbilities.Query, store.Features.Contains(StateFeatures.Query)),
                (StateAbilities.TimeToLive, hasExpiry),
                (StateAbilities.ExpiryTime, hasExpiry && await TellsExpiryAsync(store, cancellationToken)),
                (StateAbilities.ActorStateStore, true),
                (StateAbilities.LargeValues, true)),
        };
    }

    // No feature tells it either.
    private static async Task<bool> TellsExpiryAsync(IStateStore store, CancellationToken cancellationToken)
    {
        var key = StateStoreSubject.NewPrefix("expiry");
        try
        {
            await store.SetAsync(StateStoreSubject.SetRequest(key, "1", ttl: "3600"), cancellationToken);
            return (await store.GetAsync(StateStoreSubject.GetRequest(key), cancellationToken))?.Metadata.ContainsKey(StateValue.ExpiryMetadataKey) == true;
        }
        catch (ComponentException)
        {
            return false;
        }
    }
}

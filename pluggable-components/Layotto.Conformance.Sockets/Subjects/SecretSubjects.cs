using Layotto.Components.Secrets;
using Layotto.Conformance.Secrets;

namespace Layotto.Conformance.Sockets.Subjects;

/// <summary>Secret stores, with the secrets that they are said to hold.</summary>
internal static class SecretSubjects
{
    public static SecretStoreSubject Create(ConformanceTarget target)
    {
        var store = (ISecretStore)target.Component;
        return new SecretStoreSubject
        {
            Store = store,
            Expected = target.Options.Expected
                .Select(row => row.Key.Split('/', 2) is [var name, var key] ? (Name: name, Key: key, row.Value) : (Name: row.Key, row.Key, row.Value))
                .GroupBy(row => row.Name, StringComparer.Ordinal)
                .ToDictionary(secret => secret.Key, IReadOnlyDictionary<string, string> (secret) => secret.ToDictionary(row => row.Key, row => row.Value)),
            Abilities = target.Abilities(
                (SecretStoreAbilities.Bulk, true),
                (SecretStoreAbilities.MissingIsError, true),
                (SecretStoreAbilities.MultipleValues, store.Features.Contains(SecretStoreFeatures.MultipleValues))),
        };
    }
}

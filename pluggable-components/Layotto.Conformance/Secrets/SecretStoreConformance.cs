using Layotto.Components;
using Layotto.Components.Secrets;

namespace Layotto.Conformance.Secrets;

/// <summary>What every secret store must do: the cases of Dapr's conformance tests, and what those leave out.</summary>
public static class SecretStoreConformance
{
    private static readonly Dictionary<string, string> NoMetadata = [];

    /// <summary>The suite.</summary>
    public static ConformanceSuite<SecretStoreSubject> Suite { get; } = new(
        "secretstores",
        [
            new("it answers a ping", async (subject, cancellationToken) => await subject.Store.PingAsync(cancellationToken)),
            new("a secret is read by its name", async (subject, cancellationToken) =>
            {
                foreach (var (name, values) in subject.Expected)
                    ExpectValues(name, values, await subject.Store.GetAsync(name, NoMetadata, cancellationToken));
            }) { Obstacle = NothingKnown },
            new("many reads at once answer what one does", async (subject, cancellationToken) =>
            {
                await Task.WhenAll(Enumerable.Range(0, 50).Select(number => Task.Run(
                    async () =>
                    {
                        var (name, values) = subject.Expected.ElementAt(number % subject.Expected.Count);
                        ExpectValues(name, values, await subject.Store.GetAsync(name, NoMetadata, cancellationToken));
                    },
                    cancellationToken)));
            }) { Obstacle = NothingKnown },
            new("all secrets are read at once", async (subject, cancellationToken) =>
            {
                var all = await subject.Store.GetAllAsync(NoMetadata, cancellationToken);
                foreach (var (name, values) in subject.Expected)
                {
                    Expect.True(all.TryGetValue(name, out var actual), $"the secret {name} should be among all secrets");
                    ExpectValues(name, values, actual);
                }
            }) { Needs = [SecretStoreAbilities.Bulk], Obstacle = NothingKnown },
            new("each of all secrets is read by its name, too", async (subject, cancellationToken) =>
            {
                foreach (var (name, values) in (await subject.Store.GetAllAsync(NoMetadata, cancellationToken)).OrderBy(secret => secret.Key, StringComparer.Ordinal).Take(50))
                    ExpectValues(name, values, await subject.Store.GetAsync(name, NoMetadata, cancellationToken));
            }) { Needs = [SecretStoreAbilities.Bulk] },
            new("reading all secrets leaves out those that aren't there", async (subject, cancellationToken) =>
            {
                var name = NewName();
                await AskForMissingAsync(subject, name, cancellationToken);
                Expect.True(!(await subject.Store.GetAllAsync(NoMetadata, cancellationToken)).ContainsKey(name), "asking for a secret that isn't there should not make one");
            }) { Needs = [SecretStoreAbilities.Bulk] },
            new("a secret that isn't there is an error", async (subject, cancellationToken)
                => await Expect.ThrowsAsync<ComponentException>(
                    async () => await subject.Store.GetAsync(NewName(), NoMetadata, cancellationToken), "reading a secret that isn't there"))
            {
                Needs = [SecretStoreAbilities.MissingIsError],
            },
            new("a secret that isn't there reads as empty", async (subject, cancellationToken) =>
            {
                var name = NewName();
                ExpectValues(
                    name,
                    new Dictionary<string, string> { [name] = "" },
                    await subject.Store.GetAsync(name, NoMetadata, cancellationToken));
            }) { Lacks = [SecretStoreAbilities.MissingIsError] },
            new("a store of secrets with several values says so", (subject, _) =>
            {
                Expect.True(subject.Store.Features.Contains(SecretStoreFeatures.MultipleValues), $"{SecretStoreFeatures.MultipleValues} should be among the features");
                return Task.CompletedTask;
            }) { Needs = [SecretStoreAbilities.MultipleValues] },
            new("a store of secrets with one value doesn't claim several", (subject, _) =>
            {
                Expect.True(!subject.Store.Features.Contains(SecretStoreFeatures.MultipleValues), $"{SecretStoreFeatures.MultipleValues} should not be among the features");
                return Task.CompletedTask;
            }) { Lacks = [SecretStoreAbilities.MultipleValues] },
            new("a store goes on after a read of what isn't there", async (subject, cancellationToken) =>
            {
                await AskForMissingAsync(subject, NewName(), cancellationToken);
                await AskForMissingAsync(subject, "", cancellationToken);
                foreach (var (name, values) in subject.Expected)
                    ExpectValues(name, values, await subject.Store.GetAsync(name, NoMetadata, cancellationToken));
            }) { Obstacle = NothingKnown },
            new("a cancelled call is not carried out", async (subject, _) =>
            {
                using var cancelled = new CancellationTokenSource();
                await cancelled.CancelAsync();
                await Expect.ThrowsAsync<OperationCanceledException>(
                    async () => await subject.Store.GetAsync(NewName(), NoMetadata, cancelled.Token), "a read that is cancelled beforehand");
            }),
        ]);

    private static string? NothingKnown(SecretStoreSubject subject) => subject.Expected.Count == 0 ? "needs to be told of a secret that the store holds" : null;

    // Whether it is an error is told by another case.
    private static async Task AskForMissingAsync(SecretStoreSubject subject, string name, CancellationToken cancellationToken)
    {
        try
        {
            await subject.Store.GetAsync(name, NoMetadata, cancellationToken);
        }
        catch (ComponentException exception) when (exception is not ComponentUnavailableException)
        {
            // There is none.
        }
    }

    private static string NewName() => $"conformance-{Guid.NewGuid():N}";

    private static void ExpectValues(string name, IReadOnlyDictionary<string, string> expected, IReadOnlyDictionary<string, string> actual)
    {
        Expect.SameElements(expected.Keys, actual.Keys, $"the keys of the secret {name}");
        foreach (var (key, value) in expected)
            Expect.True(actual[key] == value, $"the value {key} of the secret {name} isn't as it was given");
    }
}

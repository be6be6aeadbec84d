using Layotto.Components.Secrets;

namespace Layotto.Conformance.Secrets;

/// <summary>A secret store that cases are run against. It holds at least the secrets of <see cref="Expected"/>.</summary>
public sealed class SecretStoreSubject : IConformanceSubject
{
    /// <summary>The store, initialised.</summary>
    public required ISecretStore Store { get; init; }

    /// <inheritdoc/>
    public required IReadOnlySet<string> Abilities { get; init; }

    /// <summary>Secrets that the store has been given beforehand: the values of each, by its name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Expected { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, string>>
        {
            ["conftestsecret"] = new Dictionary<string, string> { ["conftestsecret"] = "abcd" },
            ["secondsecret"] = new Dictionary<string, string> { ["secondsecret"] = "efgh" },
        };
}

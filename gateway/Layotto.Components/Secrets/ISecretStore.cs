namespace Layotto.Components.Secrets;

/// <summary>A store of secrets. A secret has a name and one or more values, each under a key.</summary>
public interface ISecretStore : IComponent
{
    /// <summary>Reads a secret.</summary>
    /// <returns>Its values by key; a secret with a single value has it under the secret's own name.</returns>
    /// <exception cref="ComponentException">There is no such secret, or the store couldn't answer.</exception>
    ValueTask<IReadOnlyDictionary<string, string>> GetAsync(
        string name, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken);

    /// <summary>Reads all secrets that the store lets be read.</summary>
    /// <returns>The values of each secret, by its name.</returns>
    /// <exception cref="ComponentException">The store couldn't answer.</exception>
    ValueTask<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> GetAllAsync(
        IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken);
}

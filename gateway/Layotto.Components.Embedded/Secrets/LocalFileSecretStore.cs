using Layotto.Components.Secrets;

namespace Layotto.Components.Embedded.Secrets;

/// <summary><c>secretstores.local.file</c>: secrets from a JSON file, which is read once, when the component is initialised.</summary>
public sealed class LocalFileSecretStore : ISecretStore
{
    private Dictionary<string, IReadOnlyDictionary<string, string>> _secrets = [];

    /// <inheritdoc/>
    public IReadOnlyList<string> Features { get; private set; } = [];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        var settings = LocalFileSecretSettings.Read(context.Metadata);
        _secrets = await SecretsFile.LoadAsync(settings, cancellationToken);
        Features = settings.IsMultiValued ? [SecretStoreFeatures.MultipleValues] : [];
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<string, string>> GetAsync(
        string name, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _secrets.TryGetValue(name, out var values)
            ? new ValueTask<IReadOnlyDictionary<string, string>>(values)
            : ValueTask.FromException<IReadOnlyDictionary<string, string>>(new ComponentException($"secret {name} not found"));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> GetAllAsync(
        IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>>(_secrets);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _secrets = [];
        return ValueTask.CompletedTask;
    }
}

using Layotto.Components;
using Layotto.Components.Metadata;
using Layotto.Components.Secrets;
using Layotto.Components.Specification;
using Microsoft.Extensions.Logging;

namespace Layotto.Runtime.Loading;

/// <summary>Turns what an operator wrote as metadata into the values a component gets: references are followed, placeholders filled in.</summary>
/// <param name="registry">Where secret stores are.</param>
/// <param name="identity">Who this gateway runs for.</param>
/// <param name="logger">Is told of references that are refused.</param>
public sealed class ComponentMetadataResolver(ComponentRegistry registry, RuntimeIdentity identity, ILogger logger)
{
    /// <summary>Resolves a component's metadata.</summary>
    /// <exception cref="ComponentException">A reference leads nowhere. The message names the key, the store and the secret, and no value.</exception>
    public async ValueTask<ComponentMetadata> ResolveAsync(ComponentSpecification specification, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var secretKeys = new List<string>();
        var secrets = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        var problems = new List<MetadataProblem>();
        foreach (var item in specification.Metadata)
        {
            try
            {
                var value = await ResolveAsync(specification, item, secrets, cancellationToken);
                values[item.Name] = ComponentTemplates.Fill(item.Name, value, identity.AppId, identity.Namespace, identity.PodName);
                if (UsesSecret(item))
                    secretKeys.Add(item.Name);
            }
            catch (ComponentException exception)
            {
                problems.Add(new MetadataProblem(item.Name, exception.Message));
            }
        }

        return problems.Count > 0 ? throw new MetadataException(problems) : new ComponentMetadata(values, secretKeys);
    }

    /// <summary>Whether any of a component's settings is read from its secret store.</summary>
    public static bool NeedsSecretStore(ComponentSpecification specification) => specification.Metadata.Any(UsesSecret);

    /// <summary>The secret store of a name, if it is up.</summary>
    public ISecretStore? FindStore(string name)
        => registry.TryGet(name, out var instance) && instance.Health == ComponentHealth.Ready ? instance.Component as ISecretStore : null;

    // A variable goes before a secret where no value is written; a secret goes before a value.
    private static bool UsesSecret(MetadataItem item) => item.SecretKeyRef is not null && !UsesEnvironment(item);

    private static bool UsesEnvironment(MetadataItem item) => item.Value is null && item.EnvRef is not null;

    private async ValueTask<string> ResolveAsync(
        ComponentSpecification specification,
        MetadataItem item,
        Dictionary<string, IReadOnlyDictionary<string, string>> secrets,
        CancellationToken cancellationToken)
    {
        if (UsesEnvironment(item))
            return ReadEnvironment(specification, item);
        if (item.SecretKeyRef is not { } reference)
            return item.Value ?? "";
        if (!secrets.TryGetValue(reference.Name, out var secret))
        {
            secret = await ReadSecretAsync(specification, item.Name, reference, cancellationToken);
            secrets.Add(reference.Name, secret);
        }

        return secret.TryGetValue(reference.Key, out var value)
            ? value
            : throw new ComponentException(
                $"The metadata key \"{item.Name}\" refers to the key \"{reference.Key}\" of the secret \"{reference.Name}\" in the secret store \"{specification.SecretStore}\", but the secret has no such key.");
    }

    private string ReadEnvironment(ComponentSpecification specification, MetadataItem item)
    {
        var name = item.EnvRef!;
        if (EnvironmentReferences.Refusal(name, identity.Environment(EnvironmentReferences.AllowListVariable)) is not { } refusal)
            return identity.Environment(name) ?? "";
        LoadingLog.EnvironmentRefused(logger, specification.Name, name, refusal);
        return "";
    }

    private async ValueTask<IReadOnlyDictionary<string, string>> ReadSecretAsync(
        ComponentSpecification specification, string key, SecretKeyReference reference, CancellationToken cancellationToken)
    {
        var referring = $"The metadata key \"{key}\" refers to the secret \"{reference.Name}\"";
        if (specification.SecretStore.Length == 0)
            throw new ComponentException($"{referring}, but the component names no secret store; give auth: {{ secretStore: NAME }}.");
        if (FindStore(specification.SecretStore) is not { } store)
            throw new ComponentException($"{referring} in the secret store \"{specification.SecretStore}\", {WhyNot(specification.SecretStore)}.");
        try
        {
            var metadata = new Dictionary<string, string> { ["namespace"] = specification.Namespace };
            return await store.GetAsync(reference.Name, metadata, cancellationToken);
        }
        catch (ComponentException exception)
        {
            throw new ComponentException($"{referring} in the secret store \"{specification.SecretStore}\", which can't give it: {exception.Message}", exception);
        }
    }

    private string WhyNot(string store)
    {
        if (!registry.TryGet(store, out var instance))
            return "but there is no such component that is up";
        return instance.Descriptor.Kind == ComponentKind.SecretStore ? "but that store isn't up" : $"but {instance.Specification} is no secret store";
    }
}

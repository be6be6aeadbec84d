using Layotto.Components.Embedded.Secrets;
using Layotto.Components.Embedded.State;
using Layotto.Components.Secrets;

namespace Layotto.Components.Embedded;

/// <summary>The component types of this project: those that need no server.</summary>
public static class EmbeddedComponents
{
    /// <summary>Adds the types to a catalogue.</summary>
    public static ComponentCatalogue Register(ComponentCatalogue catalogue) => catalogue
        .Add(new ComponentDescriptor
        {
            Kind = ComponentKind.State,
            Name = "in-memory",
            Summary = "Keeps state in the memory of this process; it is gone when the process ends.",
            Features = new InMemoryStateStore().Features,
            Create = () => new InMemoryStateStore(),
        })
        .Add(new ComponentDescriptor
        {
            Kind = ComponentKind.SecretStore,
            Name = "local.file",
            Summary = "Reads secrets from a JSON file.",
            Schema = LocalFileSecretSettings.Schema,
            Features = [SecretStoreFeatures.MultipleValues],
            Create = () => new LocalFileSecretStore(),
        })
        .Add(new ComponentDescriptor
        {
            Kind = ComponentKind.SecretStore,
            Name = "local.env",
            Summary = "Reads secrets from the environment variables of this process.",
            Schema = LocalEnvironmentSecretStore.Schema,
            Create = () => new LocalEnvironmentSecretStore(),
        });
}

using Layotto.Components.Bindings;
using Layotto.Components.Embedded.Bindings.Cron;
using Layotto.Components.Embedded.Bindings.Http;
using Layotto.Components.Embedded.Bindings.LocalStorage;
using Layotto.Components.Embedded.Configuration;
using Layotto.Components.Embedded.Locks;
using Layotto.Components.Embedded.PubSub;
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
            Kind = ComponentKind.PubSub,
            Name = "in-memory",
            Summary = "Passes messages on within this process; they are gone when the process ends.",
            Schema = InMemoryPubSubSettings.Schema,
            Features = new InMemoryPubSub().Features,
            Create = () => new InMemoryPubSub(),
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
        })
        .Add(new ComponentDescriptor
        {
            Kind = ComponentKind.Bindings,
            Name = "cron",
            Summary = "Sends the app an event at every time of a schedule.",
            Schema = CronBinding.Schema,
            Features = [BindingFeatures.Input],
            Create = () => new CronBinding(),
        })
        .Add(new ComponentDescriptor
        {
            Kind = ComponentKind.Bindings,
            Name = "http",
            Summary = "Calls an HTTP server.",
            Schema = HttpBinding.Schema,
            Features = [BindingFeatures.Output],
            Create = () => new HttpBinding(),
        })
        .Add(new ComponentDescriptor
        {
            Kind = ComponentKind.Bindings,
            Name = "localstorage",
            Summary = "Keeps files in a folder of this machine.",
            Schema = LocalStorageBinding.Schema,
            Features = [BindingFeatures.Output],
            Create = () => new LocalStorageBinding(),
        })
        .Add(new ComponentDescriptor
        {
            Kind = ComponentKind.Configuration,
            Name = "local.file",
            Summary = "Reads settings from a JSON file, and tells of their changes when the file changes.",
            Schema = LocalFileConfigurationStore.Schema,
            Create = () => new LocalFileConfigurationStore(),
        })
        .Add(new ComponentDescriptor
        {
            Kind = ComponentKind.Configuration,
            Name = "in-memory",
            Summary = "Has its own metadata keys as settings.",
            Schema = InMemoryConfigurationStore.Schema,
            Create = () => new InMemoryConfigurationStore(),
        })
        .Add(new ComponentDescriptor
        {
            Kind = ComponentKind.Lock,
            Name = "in-memory",
            Summary = "Keeps locks in the memory of this process; another sidecar doesn't see them.",
            Create = () => new InMemoryLockStore(),
        });
}

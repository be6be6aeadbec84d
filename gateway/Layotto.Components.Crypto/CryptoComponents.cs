using Layotto.Components.Crypto.Jwks;
using Layotto.Components.Crypto.LocalStorage;

namespace Layotto.Components.Crypto;

/// <summary>The component types of this project: crypto providers whose keys this process holds itself.</summary>
public static class CryptoComponents
{
    /// <summary>Adds the types to a catalogue.</summary>
    public static ComponentCatalogue Register(ComponentCatalogue catalogue) => catalogue
        .Add(new ComponentDescriptor
        {
            Kind = ComponentKind.Crypto,
            Name = "dapr.localstorage",
            Summary = "Reads keys from the files of a folder.",
            Schema = LocalStorageSettings.Schema,
            Create = () => new LocalStorageCryptoProvider(),
        })
        .Add(new ComponentDescriptor
        {
            Kind = ComponentKind.Crypto,
            Name = "dapr.jwks",
            Summary = "Takes keys from a JSON Web Key Set: from a URL, a file, or the metadata itself.",
            Schema = JwksSettings.Schema,
            Create = () => new JwksCryptoProvider(),
        });
}

using Layotto.Components;
using Layotto.Components.Crypto;
using Layotto.Pluggable.Sdk.Serving;
using WireCryptoProvider = Layotto.Protos.Components.V1.CryptoProvider;

namespace Layotto.Pluggable.Sdk.Crypto;

/// <summary>How crypto providers are served.</summary>
internal static class CryptoServices
{
    public static ServedKind Kind { get; } = new(
        ComponentKind.Crypto,
        static component => component is ICryptoProvider,
        static (instances, _) => [new ServedService(WireCryptoProvider.BindService(new CryptoService(instances)), WireCryptoProvider.Descriptor)]);
}

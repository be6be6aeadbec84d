using Layotto.Pluggable.Sdk.Bindings;
using Layotto.Pluggable.Sdk.PubSub;
using Layotto.Pluggable.Sdk.Secrets;
using Layotto.Pluggable.Sdk.State;

namespace Layotto.Pluggable.Sdk.Serving;

/// <summary>The kinds that can be served; a further one is a folder of its own and a line here.</summary>
internal static class ServedKinds
{
    public static IReadOnlyList<ServedKind> All { get; } =
    [
        StateServices.Kind,
        PubSubServices.Kind,
        BindingServices.Kind,
        SecretServices.Kind,
    ];
}

using Layotto.Components;
using Layotto.Components.NameResolution;
using Layotto.Pluggable.Sdk.Serving;
using WireNameResolver = Layotto.Protos.Components.V1.NameResolver;

namespace Layotto.Pluggable.Sdk.NameResolution;

/// <summary>How name resolvers are served.</summary>
internal static class NameServices
{
    public static ServedKind Kind { get; } = new(
        ComponentKind.NameResolution,
        static component => component is INameResolver,
        static (instances, _) => [new ServedService(WireNameResolver.BindService(new NameService(instances)), WireNameResolver.Descriptor)]);
}

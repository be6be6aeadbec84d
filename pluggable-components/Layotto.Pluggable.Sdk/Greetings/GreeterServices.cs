using Layotto.Components;
using Layotto.Components.Greetings;
using Layotto.Pluggable.Sdk.Serving;
using WireHello = Layotto.Protos.Spec.Pluggable.Hello.V1.Hello;

namespace Layotto.Pluggable.Sdk.Greetings;

/// <summary>How greeters are served.</summary>
internal static class GreeterServices
{
    public static ServedKind Kind { get; } = new(
        ComponentKind.Hello,
        static component => component is IGreeter,
        static (instances, _) => [new ServedService(WireHello.BindService(new HelloService(instances)), WireHello.Descriptor)]);
}

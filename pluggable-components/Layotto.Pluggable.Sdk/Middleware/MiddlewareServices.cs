using Layotto.Components;
using Layotto.Components.HttpMiddleware;
using Layotto.Pluggable.Sdk.Serving;
using WireHttpMiddleware = Layotto.Protos.Components.V1.HttpMiddleware;

namespace Layotto.Pluggable.Sdk.Middleware;

/// <summary>How HTTP middleware is served.</summary>
internal static class MiddlewareServices
{
    public static ServedKind Kind { get; } = new(
        ComponentKind.HttpMiddleware,
        static component => component is IHttpMiddleware,
        static (instances, _) => [new ServedService(WireHttpMiddleware.BindService(new MiddlewareService(instances)), WireHttpMiddleware.Descriptor)]);
}

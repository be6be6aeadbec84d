using Layotto.Components;
using Layotto.Components.Crypto;
using Layotto.Components.Embedded;
using Layotto.Components.NameResolution;
using Layotto.Components.Middleware;
using Layotto.Components.Sqlite;

namespace Layotto.Gateway.Serving;

/// <summary>The component types that this gateway has built in: a new technology is one line here.</summary>
internal static class GatewayCatalogue
{
    /// <summary>Makes the catalogue.</summary>
    public static ComponentCatalogue Create()
    {
        var catalogue = new ComponentCatalogue();
        EmbeddedComponents.Register(catalogue);
        NameResolutionComponents.Register(catalogue);
        MiddlewareComponents.Register(catalogue);
        SqliteComponents.Register(catalogue);
        CryptoComponents.Register(catalogue);
        return catalogue;
    }
}

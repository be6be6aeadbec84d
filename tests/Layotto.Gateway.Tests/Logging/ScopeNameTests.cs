using Layotto.Gateway.Logging;

namespace Layotto.Gateway.Tests.Logging;

public class ScopeNameTests
{
    [Theory]
    [InlineData("", "dapr.runtime")]
    [InlineData("dapr.runtime.http-info", "dapr.runtime.http-info")]
    [InlineData("layotto.run", "layotto.run")]
    [InlineData("pluggable-components-discovery", "pluggable-components-discovery")]
    [InlineData("Layotto.Gateway.Serving.GatewayRunner", "dapr.runtime")]
    [InlineData("Layotto.Dapr.Http.StateApi", "dapr.runtime.http")]
    [InlineData("Layotto.Dapr.Grpc.DaprService", "dapr.runtime.grpc.api")]
    [InlineData("Layotto.Dapr.Resources.ResourceFolder", "dapr.runtime.loader")]
    [InlineData("Layotto.Dapr.Httpx", "dapr.runtime")]
    [InlineData("Layotto.Runtime.PubSub.Publisher", "dapr.runtime.pubsub")]
    [InlineData("Layotto.Runtime.Publisher", "dapr.runtime")]
    [InlineData("Layotto.Runtime.Actors.ActorTable", "dapr.runtime.actor")]
    [InlineData("Layotto.Components.Sqlite.SqliteStateStore", "dapr.contrib")]
    [InlineData("Layotto.Mesh.Routing.Router", "layotto.mesh.routing")]
    [InlineData("Layotto.Mesh", "layotto.mesh")]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel", "layotto.host")]
    [InlineData("Microsoftish", "Microsoftish")]
    public void A_category_has_the_scope_that_daprd_has_for_such_a_part(string category, string scope)
    {
        Assert.Equal(scope, ScopeName.Of(category));
        Assert.Same(ScopeName.Of(category), ScopeName.Of(category));
    }
}

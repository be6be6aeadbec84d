using Layotto.Testing;
using Layotto.Testing.Doubles;
using Microsoft.AspNetCore.Http;

namespace Layotto.Conformance.Tests.BuiltIn;

/// <summary>What there is around a component that is tested: a folder, and the servers of others.</summary>
internal sealed class Surroundings : IAsyncDisposable
{
    /// <summary>The access token of the identity provider.</summary>
    public const string AccessToken = "of-the-provider";

    private Surroundings(WebServer web, FakeConsul consul, IdentityProvider provider)
    {
        Web = web;
        Consul = consul;
        Provider = provider;
    }

    public TemporaryFolder Folder { get; } = new();

    public WebServer Web { get; }

    public FakeConsul Consul { get; }

    public IdentityProvider Provider { get; }

    /// <summary>The system's resolver, as far as the components know.</summary>
    public FakeHosts Hosts { get; } = new()
    {
        ["orders.internal"] = ["192.0.2.7", "192.0.2.8"],
        ["orders-dapr.shop.svc.cluster.local"] = ["fd00::7", "fd00::8"],
    };

    public static async Task<Surroundings> StartAsync(CancellationToken cancellationToken)
    {
        var surroundings = new Surroundings(
            await WebServer.StartAsync(), await FakeConsul.StartAsync(cancellationToken), await IdentityProvider.StartAsync(cancellationToken));
        surroundings.Provider.Token = static context => context.Response.WriteAsync($$"""{"access_token":"{{AccessToken}}","expires_in":3600}""");
        return surroundings;
    }

    public async ValueTask DisposeAsync()
    {
        await Web.DisposeAsync();
        await Consul.DisposeAsync();
        await Provider.DisposeAsync();
        Folder.Dispose();
    }
}

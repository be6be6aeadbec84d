using Grpc.Testing;
using Layotto.Grpc.Hosting;
using Layotto.Grpc.Server;
using Layotto.Protos.Dapr.Runtime.V1;
using Xunit;

namespace Layotto.EndToEnd.Tests.Invocation;

/// <summary>One pair with a gRPC app behind the callee, for many tests.</summary>
public sealed class GrpcPairFixture : IAsyncLifetime
{
    internal SidecarPair Pair { get; private set; } = null!;

    internal ProxiedService Service { get; } = new();

    public async ValueTask InitializeAsync()
    {
        var server = new GrpcServerBuilder { Options = new GrpcServerOptions { MaxReceiveMessageSize = null } }
            .Add(TestService.BindService(Service))
            .Add(AppCallback.BindService(new InvokedService()))
            .Build();
        Pair = await SidecarPair.StartAsync(server.HandleAsync, new PairSettings
        {
            AppProtocol = "grpc",
            AppProtocols = ListenProtocols.Http2,
            CallerEnvironment = new() { ["APP_API_TOKEN"] = "app-of-caller" },
            CalleeEnvironment = new() { ["APP_API_TOKEN"] = "app-of-callee" },
        });
    }

    public ValueTask DisposeAsync() => Pair.DisposeAsync();
}

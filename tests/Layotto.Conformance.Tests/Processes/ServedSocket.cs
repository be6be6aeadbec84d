using Google.Protobuf.Reflection;
using Grpc.Core;
using Layotto.Grpc.Hosting;
using Layotto.Grpc.Server;
using Layotto.Grpc.Services;
using Microsoft.Extensions.Logging.Abstractions;

namespace Layotto.Conformance.Tests.Processes;

/// <summary>A component's process as far as its socket can tell: a gRPC server on a Unix socket, in this process.</summary>
internal sealed class ServedSocket : IAsyncDisposable
{
    private readonly KestrelHost _host;

    private ServedSocket(KestrelHost host) => _host = host;

    public static async Task<ServedSocket> ServeAsync(string path, params (ServerServiceDefinition Definition, ServiceDescriptor Descriptor)[] services)
    {
        var reflection = new ReflectionService(services.Select(service => service.Descriptor));
        var builder = new GrpcServerBuilder { Options = new GrpcServerOptions { EnableDetailedErrors = true } };
        foreach (var (definition, _) in services)
            builder.Add(definition);
        builder.Add(reflection.BindV1());
        var host = new KestrelHost(
            new KestrelHostOptions { Endpoints = [ListenEndpoint.Unix(path)], Limits = new HostLimits { MaxRequestBodySize = null } },
            builder.Build().HandleAsync,
            NullLoggerFactory.Instance);
        await host.StartAsync(TestContext.Current.CancellationToken);
        return new ServedSocket(host);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}

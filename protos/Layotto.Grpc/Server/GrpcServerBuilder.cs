using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Logging;

namespace Layotto.Grpc.Server;

/// <summary>Collects the services of a gRPC server.</summary>
public sealed class GrpcServerBuilder
{
    private readonly List<ServerServiceDefinition> _services = [];

    /// <summary>How the server treats its calls.</summary>
    public GrpcServerOptions Options { get; init; } = new();

    /// <summary>Where unexpected failures of handlers are logged; null, the default, for nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>The clock of the deadlines.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Adds a service.</summary>
    /// <param name="service">What the generated <c>BindService</c> returned.</param>
    /// <param name="interceptors">Stands before this service's handlers, after the interceptors of the options.</param>
    public GrpcServerBuilder Add(ServerServiceDefinition service, params Interceptor[] interceptors)
    {
        ArgumentNullException.ThrowIfNull(service);
        _services.Add(service.Intercept(interceptors));
        return this;
    }

    /// <summary>Makes the server.</summary>
    /// <exception cref="ArgumentException">Two services have the same method.</exception>
    public GrpcServer Build()
    {
        var settings = new ServerSettings(Options, LoggerFactory, TimeProvider);
        var binder = new MethodTableBinder(settings);
        var interceptors = Options.Interceptors.ToArray();
        foreach (var service in _services)
            service.Intercept(interceptors).BindService(binder);
        return new GrpcServer(binder.Build(), Options, settings);
    }
}

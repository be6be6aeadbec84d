using Layotto.Components;
using Layotto.Grpc.Hosting;
using Layotto.Grpc.Server;
using Layotto.Grpc.Services;
using Layotto.Pluggable.Sdk.Serving;

namespace Layotto.Pluggable.Sdk;

/// <summary>Serves components on one Unix socket: what <see cref="ComponentHost"/> does for a program, for tests and for programs that do more.</summary>
public sealed class ComponentServer : IAsyncDisposable
{
    private readonly KestrelHost _host;
    private readonly IReadOnlyList<ComponentInstances> _instances;
    private readonly CancellationTokenSource _stopping;
    private readonly ComponentServerOptions _options;
    private int _isStopped;

    private ComponentServer(
        string socketPath,
        KestrelHost host,
        IReadOnlyList<string> services,
        IReadOnlyList<ComponentInstances> instances,
        CancellationTokenSource stopping,
        ComponentServerOptions options)
    {
        SocketPath = socketPath;
        Services = services;
        _host = host;
        _instances = instances;
        _stopping = stopping;
        _options = options;
    }

    /// <summary>The socket's path.</summary>
    public string SocketPath { get; }

    /// <summary>The full names of the services that the components have, as reflection tells them.</summary>
    public IReadOnlyList<string> Services { get; }

    /// <summary>Begins to serve a component.</summary>
    /// <param name="socketPath">The socket's path; its name without the extension is that of the component type. A socket that nobody listens on is replaced.</param>
    /// <param name="create">Makes a component that is not yet initialised: one for each that a sidecar initialises.</param>
    /// <param name="options">The bounds; null for the defaults. <see cref="ComponentServerOptions.Folder"/> has no effect here.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    /// <exception cref="IOException">The socket can't be listened on.</exception>
    /// <exception cref="ArgumentException">The component has no kind that can be served, or the path is too long for a socket.</exception>
    public static Task<ComponentServer> StartAsync(
        string socketPath, Func<IComponent> create, ComponentServerOptions? options = null, CancellationToken cancellationToken = default)
        => StartAsync(socketPath, [new ServedComponent(create)], options, cancellationToken);

    /// <summary>Begins to serve components, of a kind each.</summary>
    /// <param name="socketPath">The socket's path; its name without the extension is that of the component types. A socket that nobody listens on is replaced.</param>
    /// <param name="components">The components.</param>
    /// <param name="options">The bounds; null for the defaults. <see cref="ComponentServerOptions.Folder"/> has no effect here.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    /// <exception cref="IOException">The socket can't be listened on.</exception>
    /// <exception cref="ArgumentException">A component has no kind that can be served, two have the same, or the path is too long for a socket.</exception>
    public static async Task<ComponentServer> StartAsync(
        string socketPath, IReadOnlyList<ServedComponent> components, ComponentServerOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(socketPath);
        ArgumentNullException.ThrowIfNull(components);
        options ??= new ComponentServerOptions();
        var stopping = new CancellationTokenSource();
        var instances = new List<ComponentInstances>();
        try
        {
            var endpoint = EndpointOf(socketPath);
            var served = Describe(SocketPaths.NameOf(socketPath), components, instances, options, stopping.Token);
            var host = new KestrelHost(
                new KestrelHostOptions
                {
                    Endpoints = [endpoint],

                    // Streams rest for as long as nothing happens, and every message is bounded for itself.
                    Limits = new HostLimits { MaxRequestBodySize = null, MinResponseDataRate = null },
                },
                Build(served, options).HandleAsync,
                options.LoggerFactory);
            try
            {
                SocketPaths.MakeFolder(socketPath);
                await host.StartAsync(cancellationToken).ConfigureAwait(false);
                SocketPaths.SetMode(socketPath, options.SocketMode);
            }
            catch
            {
                await host.DisposeAsync().ConfigureAwait(false);
                throw;
            }

            return new ComponentServer(socketPath, host, [.. served.Select(service => service.Descriptor.FullName)], instances, stopping, options);
        }
        catch
        {
            foreach (var each in instances)
                await each.DisposeAsync().ConfigureAwait(false);
            stopping.Dispose();
            throw;
        }
    }

    /// <summary>Takes no more calls, lets those under way end, closes the socket and removes it, and disposes the components.</summary>
    /// <param name="cancellationToken">Ends the patience: what still runs is broken off.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isStopped, 1) != 0)
            return;

        // Streams would go on for ever.
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _host.StopAsync(cancellationToken).ConfigureAwait(false);
        await _host.DisposeAsync().ConfigureAwait(false);
        foreach (var instances in _instances)
            await instances.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    /// <summary>Breaks off what is under way, as the end of a process does; the components are disposed all the same.</summary>
    public Task AbortAsync() => StopAsync(new CancellationToken(canceled: true));

    /// <summary>Stops within <see cref="ComponentServerOptions.EndPatience"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(_options.EndPatience, _options.TimeProvider);
        await StopAsync(patience.Token).ConfigureAwait(false);
    }

    private static ListenEndpoint EndpointOf(string socketPath)
    {
        try
        {
            return ListenEndpoint.Unix(socketPath);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw new ArgumentException($"The path {socketPath} is too long for a Unix socket; most systems allow about 100 bytes.", nameof(socketPath), exception);
        }
    }

    private static List<ServedService> Describe(
        string name, IReadOnlyList<ServedComponent> components, List<ComponentInstances> instances, ComponentServerOptions options, CancellationToken stopping)
    {
        var services = new List<ServedService>();
        foreach (var component in components)
        {
            // What it can do is told by an object alone; it is the first that is initialised.
            var sample = component.Create() ?? throw new ArgumentException("A component is null; the function that makes it must return one.", nameof(components));
            var kinds = ServedKinds.All.Where(kind => kind.Fits(sample)).ToList();
            if (kinds.Count == 0)
            {
                throw new ArgumentException(
                    $"{sample.GetType().Name} implements no contract that can be served; there are those of: {string.Join(", ", ServedKinds.All.Select(kind => kind.Kind.Category))}.",
                    nameof(components));
            }

            foreach (var kind in kinds)
            {
                if (instances.Any(each => each.Kind == kind.Kind))
                    throw new ArgumentException($"Two components of {name} are of the kind {kind.Kind.Category}; a socket has one of each kind.", nameof(components));
                var first = kind == kinds[0] ? sample : null;
                var each = new ComponentInstances(kind.Kind, name, component, first, options, stopping);
                instances.Add(each);
                services.AddRange(kind.Serve(each, sample));
            }
        }

        return services;
    }

    private static GrpcServer Build(IReadOnlyList<ServedService> services, ComponentServerOptions options)
    {
        var reflection = new ReflectionService(services.Select(service => service.Descriptor));
        var builder = new GrpcServerBuilder
        {
            Options = new GrpcServerOptions { MaxReceiveMessageSize = options.MaxMessageSize, ExceptionMapper = ComponentErrors.Describe },
            LoggerFactory = options.LoggerFactory,
            TimeProvider = options.TimeProvider,
        };
        foreach (var service in services)
            builder.Add(service.Definition);
        return builder.Add(reflection.BindV1()).Add(reflection.BindV1Alpha()).Build();
    }
}

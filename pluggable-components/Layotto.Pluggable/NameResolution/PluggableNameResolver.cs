using Grpc.Core;
using Layotto.Components;
using Layotto.Components.NameResolution;
using Layotto.Pluggable.Connections;
using Layotto.Protos.Components.V1;

namespace Layotto.Pluggable.NameResolution;

/// <summary>A name resolver in another process (<c>layotto.components.v1.NameResolver</c>).</summary>
internal sealed class PluggableNameResolver : INameResolver
{
    private const int MaxAddresses = 1000;
    private static readonly TimeSpan PartingPatience = TimeSpan.FromSeconds(1);

    private readonly ComponentLink _link;
    private volatile SidecarRegistration? _registration;
    private NameResolver.NameResolverClient _client = null!;

    public PluggableNameResolver(ComponentSocket socket) => _link = new ComponentLink(
        socket, InitialiseAsync, static (invoker, options) => new NameResolver.NameResolverClient(invoker).PingAsync(new PingRequest(), options).ResponseAsync);

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => [];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        await _link.StartAsync(context, cancellationToken).ConfigureAwait(false);
        _client = new NameResolver.NameResolverClient(_link.Invoker);
    }

    /// <inheritdoc/>
    public ValueTask PingAsync(CancellationToken cancellationToken) => _link.PingAsync(cancellationToken);

    /// <inheritdoc/>
    /// <remarks>A process that is away is told when it is back.</remarks>
    public async ValueTask RegisterAsync(SidecarRegistration registration, CancellationToken cancellationToken)
    {
        _registration = registration;
        await _link.AnswerAsync(_client.RegisterAsync(ToRegister(registration), cancellationToken: cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>> ResolveAsync(NameResolutionRequest request, CancellationToken cancellationToken)
    {
        var message = new ResolveRequest { AppId = request.AppId, Namespace = request.Namespace, Port = request.Port };
        var response = await _link.AnswerAsync(_client.ResolveAsync(message, cancellationToken: cancellationToken), cancellationToken).ConfigureAwait(false);
        if (response.Addresses.Count is 0 or > MaxAddresses)
            throw new ComponentException($"the process gave {response.Addresses.Count} addresses for the app {request.AppId}; it must be 1 to {MaxAddresses}");
        var addresses = new string[response.Addresses.Count];
        for (var index = 0; index < addresses.Length; index++)
        {
            if (!SidecarAddress.TryParse(response.Addresses[index], request.Port, out addresses[index]))
                throw new ComponentException($"the process gave an address for the app {request.AppId} that is none; it must be host:port");
        }

        return addresses;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_registration is { } registration)
            await UnregisterAsync(registration).ConfigureAwait(false);
        await _link.DisposeAsync().ConfigureAwait(false);
    }

    private static RegisterRequest ToRegister(SidecarRegistration registration) => new()
    {
        AppId = registration.AppId,
        Namespace = registration.Namespace,
        HostAddress = registration.HostAddress,
        InternalPort = registration.InternalPort,
        HttpPort = registration.HttpPort,
        AppPort = registration.AppPort,
    };

    private async Task UnregisterAsync(SidecarRegistration registration)
    {
        var request = new UnregisterRequest
        {
            AppId = registration.AppId,
            Namespace = registration.Namespace,
            HostAddress = registration.HostAddress,
            InternalPort = registration.InternalPort,
        };
        try
        {
            var deadline = (_link.Context.TimeProvider.GetUtcNow() + PartingPatience).UtcDateTime;
            await _client.UnregisterAsync(request, deadline: deadline).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is RpcException or ComponentException)
        {
            LinkLog.NotParted(_link.Context.Logger, _link.Context.Name, exception.Message);
        }
    }

    private async Task InitialiseAsync(CallInvoker invoker, CancellationToken cancellationToken)
    {
        var client = new NameResolver.NameResolverClient(invoker);
        await client.InitAsync(_link.InitRequest(), cancellationToken: cancellationToken).ConfigureAwait(false);
        if (_registration is { } registration)
            await client.RegisterAsync(ToRegister(registration), cancellationToken: cancellationToken).ConfigureAwait(false);
    }
}

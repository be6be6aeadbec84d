using System.Collections.Concurrent;
using Grpc.Core;
using Layotto.Components;
using Layotto.Components.Metadata;
using Layotto.Protos.Dapr.Components.V1;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using InitRequest = Layotto.Protos.Components.V1.InitRequest;

namespace Layotto.Pluggable.Sdk.Serving;

/// <summary>
/// The components of a kind that sidecars have initialised, told apart by <c>x-component-instance</c>. A name that is initialised again with
/// the settings that it has stays what it is. With others it becomes a new component, and whoever initialised the old one keeps that until its
/// connection ends: a reload passes without a gap, and two sidecars that know different components by the same name don't meet.
/// </summary>
/// <param name="kind">The kind.</param>
/// <param name="name">The name of the type within the kind.</param>
/// <param name="served">Makes the components.</param>
/// <param name="first">The first of them, or null.</param>
/// <param name="options">The bounds.</param>
/// <param name="stopping">Fires when the server stops.</param>
internal sealed class ComponentInstances(
    ComponentKind kind, string name, ServedComponent served, IComponent? first, ComponentServerOptions options, CancellationToken stopping) : IAsyncDisposable
{
    /// <summary>The metadata by which components of one type are told apart (Dapr).</summary>
    public const string InstanceKey = "x-component-instance";

    private readonly ILogger _logger = options.LoggerFactory.CreateLogger($"{kind.Category}.{name}");
    private readonly ConcurrentDictionary<string, HostedComponent> _newest = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Connection, string Name), HostedComponent> _ofConnections = new();
    private readonly ConcurrentDictionary<HostedComponent, bool> _all = new();
    private readonly SemaphoreSlim _initialising = new(1, 1);
    private IComponent? _first = first;

    /// <summary>The kind.</summary>
    public ComponentKind Kind => kind;

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider => options.TimeProvider;

    /// <summary>Fires when the server stops, so that streams are to end.</summary>
    public CancellationToken Stopping => stopping;

    /// <summary>Initialises the component that a call names.</summary>
    /// <typeparam name="TResponse">The answer, which says no more than that it is done.</typeparam>
    /// <param name="request">Its settings; null for none.</param>
    /// <param name="context">The call.</param>
    /// <exception cref="ComponentException">The settings are wrong, or the component refuses.</exception>
    public async Task<TResponse> InitialiseAsync<TResponse>(MetadataRequest? request, ServerCallContext context)
        where TResponse : new()
    {
        var settings = new ComponentMetadata(request?.Properties ?? []);
        await InitialiseAsync(new ComponentOwner(settings[RuntimeMetadataKeys.ConsumerId] ?? "", ""), settings, context).ConfigureAwait(false);
        return new TResponse();
    }

    /// <summary>Initialises the component that a call names, whose contract is one of our own.</summary>
    /// <exception cref="ComponentException">The settings are wrong, or the component refuses.</exception>
    public async Task<TResponse> InitialiseAsync<TResponse>(InitRequest request, ServerCallContext context)
        where TResponse : new()
    {
        await InitialiseAsync(new ComponentOwner(request.AppId, request.Namespace), new ComponentMetadata(request.Metadata), context).ConfigureAwait(false);
        return new TResponse();
    }

    /// <summary>Initialises a component that no other connection shares, and that ends with its connection.</summary>
    /// <exception cref="ComponentException">The settings are wrong, or the component refuses.</exception>
    public async Task<TResponse> InitialiseOwnAsync<TResponse>(InitRequest request, ServerCallContext context)
        where TResponse : new()
    {
        var http = context.GetHttpContext();
        var instance = NameOf(http);
        await _initialising.WaitAsync(context.CancellationToken).ConfigureAwait(false);
        try
        {
            if (_ofConnections.Count >= options.MaxInstances)
                throw TooMany();
            var hosted = await CreateAsync(
                instance, new ComponentOwner(request.AppId, request.Namespace), new ComponentMetadata(request.Metadata), context.CancellationToken).ConfigureAwait(false);
            Bind(http, instance, hosted);
            hosted.Release();
            return new TResponse();
        }
        finally
        {
            _initialising.Release();
        }
    }

    /// <summary>Ends the component that a connection has for itself, once nobody uses it any more.</summary>
    public async Task<TResponse> EndOwnAsync<TResponse>(ServerCallContext context)
        where TResponse : new()
    {
        var key = KeyOf(context);
        if (_ofConnections.TryGetValue(key, out var hosted) && Unbind(key))
            await hosted.Disposed.WaitAsync(context.CancellationToken).ConfigureAwait(false);
        return new TResponse();
    }

    private async Task InitialiseAsync(ComponentOwner owner, ComponentMetadata settings, ServerCallContext context)
    {
        var http = context.GetHttpContext();
        var instance = NameOf(http);
        await _initialising.WaitAsync(context.CancellationToken).ConfigureAwait(false);
        try
        {
            var newest = _newest.GetValueOrDefault(instance);
            var own = _ofConnections.GetValueOrDefault((ConnectionOf(http), instance));
            if (own?.Is(owner, settings) == true)
                return;
            if (newest?.Is(owner, settings) != true)
            {
                if (newest is null && _newest.Count >= options.MaxInstances)
                    throw TooMany();
                newest = await CreateAsync(instance, owner, settings, context.CancellationToken).ConfigureAwait(false);
            }

            Bind(http, instance, newest);
            if (_newest.GetValueOrDefault(instance) is not { } before)
            {
                _newest[instance] = newest;
            }
            else if (before != newest)
            {
                _newest[instance] = newest;
                before.Release();
            }
        }
        finally
        {
            _initialising.Release();
        }
    }

    /// <summary>Holds the component that a call is for: the one that its connection initialised, else the newest of its name.</summary>
    /// <exception cref="RpcException">It has not been initialised.</exception>
    public HeldComponent Hold(ServerCallContext context)
    {
        var http = context.GetHttpContext();
        var instance = NameOf(http);
        while (_ofConnections.TryGetValue((ConnectionOf(http), instance), out var hosted) || _newest.TryGetValue(instance, out hosted))
        {
            if (hosted.TryHold())
                return new HeldComponent(hosted);
        }

        throw new RpcException(new Status(
            StatusCode.FailedPrecondition,
            instance.Length > 0
                ? $"The component {instance} has not been initialised; Init comes before any other call."
                : $"The call names no component, as the metadata {InstanceKey} does, and none without a name has been initialised."));
    }

    /// <summary>Which connection a call comes over, and the name of the component that it is for.</summary>
    public static (string Connection, string Name) KeyOf(ServerCallContext context)
    {
        var http = context.GetHttpContext();
        return (ConnectionOf(http), NameOf(http));
    }

    /// <summary>What the component that a call is for says that it can do.</summary>
    /// <exception cref="RpcException">It has not been initialised.</exception>
    public IReadOnlyList<string> Features(ServerCallContext context)
    {
        using var held = Hold(context);
        return held.Hosted.Component.Features;
    }

    /// <summary>Asks the component that a call names, if it has been initialised, whether what is behind it answers.</summary>
    public async Task<TResponse> PingAsync<TResponse>(ServerCallContext context)
        where TResponse : new()
    {
        var http = context.GetHttpContext();
        var instance = NameOf(http);
        if ((_ofConnections.TryGetValue((ConnectionOf(http), instance), out var hosted) || _newest.TryGetValue(instance, out hosted)) && hosted.TryHold())
        {
            using var held = new HeldComponent(hosted);
            if (hosted.Trouble is { } trouble)
                throw new ComponentUnavailableException(trouble);
            await hosted.Component.PingAsync(context.CancellationToken).ConfigureAwait(false);
        }

        return new TResponse();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var key in _ofConnections.Keys)
            Unbind(key);
        foreach (var instance in _newest.Keys)
        {
            if (_newest.TryRemove(instance, out var hosted))
                hosted.Release();
        }

        foreach (var hosted in _all.Keys)
            await hosted.Disposed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (Interlocked.Exchange(ref _first, null) is { } unused)
            await unused.DisposeAsync().ConfigureAwait(false);
    }

    private RpcException TooMany()
        => new(new Status(StatusCode.ResourceExhausted, $"There are {options.MaxInstances} components of this type, and no more can be."));

    private static string NameOf(HttpContext http) => http.Request.Headers.TryGetValue(InstanceKey, out var names) ? names.ToString() : "";

    private static string ConnectionOf(HttpContext http) => http.Features.Get<IHttpConnectionFeature>()?.ConnectionId ?? "";

    private async Task<HostedComponent> CreateAsync(string instance, ComponentOwner owner, ComponentMetadata settings, CancellationToken cancellationToken)
    {
        CheckSettings(instance, settings);
        var component = Interlocked.Exchange(ref _first, null) ?? served.Create();
        var hosted = new HostedComponent(component, owner, settings);
        _all[hosted] = true;
        _ = ForgetAsync(hosted);
        try
        {
            await component.InitializeAsync(
                new ComponentContext
                {
                    Name = instance,
                    Type = $"{kind.Category}.{name}",
                    Metadata = settings,
                    AppId = owner.AppId,
                    Namespace = owner.Namespace,
                    Logger = _logger,
                    Report = (health, reason) =>
                    {
                        hosted.Report(health, reason);
                        SdkLog.Reported(_logger, instance, health, reason);
                    },
                    TimeProvider = options.TimeProvider,
                },
                cancellationToken).ConfigureAwait(false);
            return hosted;
        }
        catch
        {
            hosted.Release();
            await hosted.Disposed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    private void CheckSettings(string instance, ComponentMetadata settings)
    {
        if (served.Schema is null)
            return;
        var problems = served.Schema.Check(settings, key => RuntimeMetadataKeys.IsKnown(kind, key));
        foreach (var warning in problems.Where(problem => problem.IsWarning))
            SdkLog.Setting(_logger, instance, warning.Message);
        if (problems.Any(problem => !problem.IsWarning))
            throw new MetadataException([.. problems.Where(problem => !problem.IsWarning)]);
    }

    private void Bind(HttpContext http, string instance, HostedComponent hosted)
    {
        var key = (ConnectionOf(http), instance);
        var isBound = Unbind(key);
        if (http.Features.Get<IConnectionLifetimeFeature>() is not { } connection || !hosted.TryHold())
            return;
        _ofConnections[key] = hosted;
        if (isBound)
            return;
        connection.ConnectionClosed.UnsafeRegister(
            static state =>
            {
                var (instances, key) = ((ComponentInstances, (string, string)))state!;
                instances.Unbind(key);
            },
            (this, key));
    }

    private bool Unbind((string Connection, string Name) key)
    {
        if (!_ofConnections.TryRemove(key, out var hosted))
            return false;
        hosted.Release();
        return true;
    }

    private async Task ForgetAsync(HostedComponent hosted)
    {
        await hosted.Disposed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (hosted.Disposed.Exception?.InnerException is { } exception)
            SdkLog.NotDisposed(_logger, exception);
        _all.TryRemove(hosted, out _);
    }
}

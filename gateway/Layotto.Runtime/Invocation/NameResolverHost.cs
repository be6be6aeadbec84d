using Layotto.Components;
using Layotto.Components.Metadata;
using Layotto.Components.NameResolution;
using Layotto.Components.Specification;
using Layotto.Runtime.Loading;
using Microsoft.Extensions.Logging;

namespace Layotto.Runtime.Invocation;

/// <summary>
/// Starts the name resolver, tells it of this sidecar once that listens, and lets go of it at the end. One that fails is told of in the
/// log and doesn't keep the gateway from running: calls to other apps fail then, as in Dapr.
/// </summary>
public sealed class NameResolverHost : IAsyncDisposable
{
    /// <summary>Dapr's resolver outside Kubernetes when a Configuration names none.</summary>
    private const string Default = "mdns";

    private readonly ComponentCatalogue _catalogue;
    private readonly NameResolutionOptions _options;
    private readonly ILogger _logger;
    private readonly ILoggerFactory _loggers;
    private readonly TimeProvider _timeProvider;
    private readonly SemaphoreSlim _starting = new(1, 1);
    private INameResolver? _resolver;
    private RuntimeIdentity? _waiting;
    private SidecarRegistration? _registration;

    /// <summary>Creates the host; nothing is started yet.</summary>
    public NameResolverHost(ComponentCatalogue catalogue, NameResolutionOptions options, ILoggerFactory loggers, TimeProvider timeProvider)
    {
        _catalogue = catalogue;
        _options = options;
        _loggers = loggers;
        _logger = loggers.CreateLogger("dapr.runtime");
        _timeProvider = timeProvider;
    }

    /// <summary>The resolver; null when there is none that works, or none yet.</summary>
    public INameResolver? Resolver => _resolver;

    private string Name => _options.Component.Length > 0 ? _options.Component : Default;

    private string Type => Name.StartsWith(ComponentKind.NameResolution.Category + ".", StringComparison.OrdinalIgnoreCase)
        ? Name
        : $"{ComponentKind.NameResolution.Category}.{Name}";

    /// <summary>Starts the resolver.</summary>
    /// <param name="identity">Who this gateway runs for.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    /// <returns>The resolver, or null when there is none that works, or none yet.</returns>
    public async Task<INameResolver?> StartAsync(RuntimeIdentity identity, CancellationToken cancellationToken)
    {
        if (_options.AwaitType is { } awaitType)
        {
            var specification = new ComponentSpecification { Name = Type, Type = Type, Version = _options.Version, InitTimeout = _options.InitTimeout };
            await awaitType(specification, cancellationToken).ConfigureAwait(false);
        }

        await _starting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await TryStartAsync(identity, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>The catalogue has other types than before: starts the resolver if its type wasn't there, and registers this sidecar with it.</summary>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>Whether nothing is left to be tried again: false when the type is there, and the resolver couldn't be started.</returns>
    public async Task<bool> FollowTypesAsync(CancellationToken cancellationToken)
    {
        await _starting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_waiting is not { } identity || !_catalogue.TryFind(Type, _options.Version, out _, out _))
                return true;
            if (await TryStartAsync(identity, cancellationToken).ConfigureAwait(false) is null)
                return false;
            if (_registration is { } registration)
                await RegisterAsync(registration, cancellationToken).ConfigureAwait(false);
            return true;
        }
        finally
        {
            _starting.Release();
        }
    }

    private async Task<INameResolver?> TryStartAsync(RuntimeIdentity identity, CancellationToken cancellationToken)
    {
        var (name, type) = (Name, Type);
        if (!_catalogue.TryFind(type, _options.Version, out var descriptor, out var reason) || descriptor.Create() is not INameResolver resolver)
        {
            // Without a word of the operator's, an app that calls nobody needs no resolver.
            var level = _options.Component.Length > 0 ? LogLevel.Warning : LogLevel.Debug;
            if (_waiting is null)
                _logger.Log(level, "failed to init name resolution: {Reason}", reason ?? $"{type} is no name resolver");
            _waiting = identity;
            return null;
        }

        try
        {
            await InitializeAsync(resolver, type, identity, cancellationToken).ConfigureAwait(false);
            _logger.LogInformation("Initialized name resolution to {Name}", name);
            _waiting = null;
            return _resolver = resolver;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            _logger.LogWarning(exception is ComponentException ? null : exception, "failed to init name resolution: {Reason}", Reason(exception));
            await DisposeQuietlyAsync(resolver).ConfigureAwait(false);

            // What is built in won't be another one; a process may.
            _waiting = _catalogue.IsBuiltIn(type) ? null : identity;
            return null;
        }
    }

    /// <summary>Makes this sidecar findable.</summary>
    public async Task RegisterAsync(SidecarRegistration registration, CancellationToken cancellationToken)
    {
        _registration = registration;
        if (_resolver is null)
            return;
        try
        {
            await _resolver.RegisterAsync(registration, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            _logger.LogWarning(
                exception is ComponentException ? null : exception,
                "other sidecars won't find this one: the name resolver couldn't register it: {Reason}",
                exception.Message);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _starting.Dispose();
        if (Interlocked.Exchange(ref _resolver, null) is { } resolver)
            await DisposeQuietlyAsync(resolver).ConfigureAwait(false);
    }

    private string Reason(Exception exception)
        => exception is OperationCanceledException ? $"it wasn't ready within {_options.InitTimeout.TotalSeconds} s" : exception.Message;

    private async Task InitializeAsync(INameResolver resolver, string type, RuntimeIdentity identity, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(_options.InitTimeout, _timeProvider);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var context = new ComponentContext
        {
            Name = type,
            Type = type,
            Version = ComponentCatalogue.Initial(_options.Version),
            Metadata = new ComponentMetadata(_options.Settings),
            AppId = identity.AppId,
            Namespace = identity.Namespace,
            Logger = _loggers.CreateLogger("dapr.contrib"),
            TimeProvider = _timeProvider,
        };
        await resolver.InitializeAsync(context, ending.Token).AsTask().WaitAsync(ending.Token).ConfigureAwait(false);
    }

    private async Task DisposeQuietlyAsync(INameResolver resolver)
    {
        try
        {
            await resolver.DisposeAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // What a resolver does on its way out keeps nothing else from stopping.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _logger.LogWarning(exception, "the name resolver didn't stop cleanly");
        }
    }
}

using Layotto.Components;
using Layotto.Components.Metadata;
using Layotto.Components.NameResolution;
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
    private INameResolver? _resolver;

    /// <summary>Creates the host; nothing is started yet.</summary>
    public NameResolverHost(ComponentCatalogue catalogue, NameResolutionOptions options, ILoggerFactory loggers, TimeProvider timeProvider)
    {
        _catalogue = catalogue;
        _options = options;
        _loggers = loggers;
        _logger = loggers.CreateLogger("dapr.runtime");
        _timeProvider = timeProvider;
    }

    /// <summary>Starts the resolver.</summary>
    /// <param name="identity">Who this gateway runs for.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    /// <returns>The resolver, or null when there is none that works.</returns>
    public async Task<INameResolver?> StartAsync(RuntimeIdentity identity, CancellationToken cancellationToken)
    {
        var name = _options.Component.Length > 0 ? _options.Component : Default;
        var type = name.StartsWith(ComponentKind.NameResolution.Category + ".", StringComparison.OrdinalIgnoreCase)
            ? name
            : $"{ComponentKind.NameResolution.Category}.{name}";
        if (!_catalogue.TryFind(type, _options.Version, out var descriptor, out var reason) || descriptor.Create() is not INameResolver resolver)
        {
            // Without a word of the operator's, an app that calls nobody needs no resolver.
            var level = _options.Component.Length > 0 ? LogLevel.Warning : LogLevel.Debug;
            _logger.Log(level, "failed to init name resolution: {Reason}", reason ?? $"{type} is no name resolver");
            return null;
        }

        try
        {
            await InitializeAsync(resolver, type, identity, cancellationToken).ConfigureAwait(false);
            _logger.LogInformation("Initialized name resolution to {Name}", name);
            return _resolver = resolver;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            _logger.LogWarning(exception is ComponentException ? null : exception, "failed to init name resolution: {Reason}", Reason(exception));
            await DisposeQuietlyAsync(resolver).ConfigureAwait(false);
            return null;
        }
    }

    /// <summary>Makes this sidecar findable.</summary>
    public async Task RegisterAsync(SidecarRegistration registration, CancellationToken cancellationToken)
    {
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

using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Layotto.Components.NameResolution.Consul;

/// <summary>
/// <c>nameresolution.consul</c>: finds the healthy services of an app's name in Consul, and registers this sidecar there if the
/// settings say so. The sidecar-to-sidecar port is in a service's metadata, as Dapr has it.
/// </summary>
public sealed class ConsulNameResolver : INameResolver
{
    /// <summary>The most apps that are followed; further ones are asked for at each call.</summary>
    internal const int MaxWatches = 256;

    private readonly Func<string, string?> _environment;
    private readonly ConcurrentDictionary<string, ConsulWatch> _watches = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private TimeProvider _timeProvider = TimeProvider.System;
    private ILogger? _logger;
    private ConsulSettings? _initializedSettings;
    private ConsulClient? _initializedClient;
    private string? _registeredId;
    private bool _isDisposed;

    /// <summary>Creates the resolver.</summary>
    public ConsulNameResolver()
        : this(Environment.GetEnvironmentVariable)
    {
    }

    internal ConsulNameResolver(Func<string, string?> environment) => _environment = environment;

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => [];

    private ConsulSettings Settings => _initializedSettings ?? throw NotInitialized();

    private ConsulClient Client => _initializedClient ?? throw NotInitialized();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        _timeProvider = context.TimeProvider;
        _logger = context.Logger;
        _initializedSettings = ConsulSettings.Read(context.Metadata, _environment);
        if (Settings.Client.Tls.IsUnverified)
            _logger.LogWarning("Consul's certificate isn't verified (insecureSkipVerify): anybody on the way can pretend to be it.");
        _initializedClient = new ConsulClient(Settings.Client, _timeProvider);

        // Where it registers, that will tell whether the agent answers.
        if (!Settings.IsRegistering)
            await Client.CheckAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask PingAsync(CancellationToken cancellationToken) => await Client.CheckAsync(cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask RegisterAsync(SidecarRegistration registration, CancellationToken cancellationToken)
    {
        if (!Settings.IsRegistering)
            return;
        var service = ConsulRegistration.Create(Settings, registration);
        await Client.RegisterAsync(service.Json, cancellationToken).ConfigureAwait(false);
        _registeredId = service.Id;
        _logger?.LogInformation("This sidecar is registered with Consul as {Id}.", service.Id);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> ResolveAsync(NameResolutionRequest request, CancellationToken cancellationToken)
        => _watches.TryGetValue(request.AppId, out var watch) && watch.Addresses is { Count: > 0 } known
            ? new ValueTask<IReadOnlyList<string>>(known)
            : new ValueTask<IReadOnlyList<string>>(AskAsync(request.AppId, cancellationToken));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
            _isDisposed = true;
        foreach (var watch in _watches.Values)
            await watch.DisposeAsync().ConfigureAwait(false);
        if (_initializedClient is not { } client)
            return;
        if (_registeredId is { } id && Settings.IsDeregistering)
        {
            try
            {
                await client.DeregisterAsync(id, CancellationToken.None).ConfigureAwait(false);
            }
            catch (ComponentException exception)
            {
                _logger?.LogWarning("The registration {Id} couldn't be taken back. {Reason}", id, exception.Message);
            }
        }

        client.Dispose();
    }

    private static InvalidOperationException NotInitialized() => new("The component has to be initialised before it is used.");

    private async Task<IReadOnlyList<string>> AskAsync(string appId, CancellationToken cancellationToken)
    {
        if (appId.Length == 0)
            throw new ComponentException("The app id is empty; there is no app to look for.");
        var answer = await Client.FindAsync(
            Settings.Query.PathFor(appId), Settings.Query, Settings.PortMetaKey, ConsulClient.Patience, cancellationToken).ConfigureAwait(false);
        if (answer.Addresses.Length == 0)
        {
            throw new ComponentException(
                answer.Healthy == 0
                    ? $"Consul has no healthy service of the name {appId}."
                    : $"Consul has {answer.Healthy} healthy services of the name {appId}, but none with an address and, in its metadata, "
                        + $"the port {Settings.PortMetaKey}.");
        }

        if (Settings.UsesCache)
            Follow(appId, answer);
        return answer.Addresses;
    }

    private void Follow(string appId, ConsulAnswer answer)
    {
        lock (_lock)
        {
            if (!_isDisposed && _watches.Count < MaxWatches && !_watches.ContainsKey(appId))
                _watches[appId] = new ConsulWatch(appId, answer, Client, Settings, _timeProvider, _logger!);
        }
    }
}

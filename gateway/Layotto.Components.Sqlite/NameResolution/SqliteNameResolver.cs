using Layotto.Components.NameResolution;
using Layotto.Components.Sqlite.Work;
using Microsoft.Extensions.Logging;

namespace Layotto.Components.Sqlite.NameResolution;

/// <summary>
/// <c>nameresolution.sqlite</c>: sidecars find one another by a table of a SQLite database that they share, which is that of Dapr's
/// resolver of this name. Each renews its own row; a row that isn't renewed counts no more.
/// </summary>
/// <remarks>
/// A row that somebody has deleted is made anew (Dapr's resolver ends its process then). When another process has taken the address,
/// that is logged and <see cref="PingAsync"/> fails, until that one's row counts no more.
/// </remarks>
public sealed class SqliteNameResolver : INameResolver
{
    private TimeProvider _timeProvider = TimeProvider.System;
    private ILogger? _logger;
    private SqliteResolverSettings? _settings;
    private SqliteHostTable? _initializedTable;
    private SqliteConnections? _initializedConnections;
    private SqliteRegistration? _registration;
    private volatile bool _isLost;

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => [];

    /// <summary>The renewal of the registration, once there is one.</summary>
    internal SqliteTurn? Renewal { get; private set; }

    /// <summary>The removal of rows that count no more, where there is one.</summary>
    internal SqliteTurn? Cleanup { get; private set; }

    private SqliteHostTable Table => _initializedTable ?? throw NotInitialized();

    private SqliteConnections Connections => _initializedConnections ?? throw NotInitialized();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        _timeProvider = context.TimeProvider;
        _logger = context.Logger;
        _settings = SqliteResolverSettings.Read(context.Metadata);
        foreach (var warning in _settings.Database.Location.Warnings)
            _logger.LogWarning("Component {Component}: {Warning}", context.Name, warning);
        if (_settings.Database.Location.IsInMemory)
            _logger.LogWarning("The name resolver's SQLite database is in memory, so no other sidecar finds this one; name a file instead.");

        _initializedTable = new SqliteHostTable(_settings, _timeProvider);
        _initializedConnections = new SqliteConnections(_settings.Database, _timeProvider);
        await _initializedConnections.OpenAsync(Table.Prepare, cancellationToken);
        if (_settings.CleanupInterval > TimeSpan.Zero)
            Cleanup = new SqliteTurn(_settings.CleanupInterval, _timeProvider, CleanUpAsync);
    }

    /// <inheritdoc/>
    public async ValueTask PingAsync(CancellationToken cancellationToken)
    {
        await Connections.ReadAsync(database => Table.Find(database, "ping"), cancellationToken);
        if (_isLost)
            throw Lost();
    }

    /// <inheritdoc/>
    public async ValueTask RegisterAsync(SidecarRegistration registration, CancellationToken cancellationToken)
    {
        if (registration.AppId.Length == 0)
            throw new ComponentException("The app id is empty; a sidecar is registered by it.");
        if (!SidecarAddress.TryParse(SidecarAddress.Join(registration.HostAddress, registration.InternalPort), 0, out var address))
            throw new ComponentException($"\"{registration.HostAddress}\" with the port {registration.InternalPort} is no address to register.");
        _registration = new SqliteRegistration(Guid.NewGuid().ToString(), address, registration.AppId);
        await Connections.WriteAsync(
            database =>
            {
                Table.Register(database, _registration);
                return true;
            },
            cancellationToken);
        Renewal = new SqliteTurn(_settings!.RenewalInterval, _timeProvider, RenewAsync);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>> ResolveAsync(NameResolutionRequest request, CancellationToken cancellationToken)
    {
        var addresses = await Connections.ReadAsync(database => Table.Find(database, request.AppId), cancellationToken);
        return addresses.Count > 0
            ? addresses
            : throw new ComponentException(
                $"The SQLite database {_settings!.Database.Location.Path} has no sidecar of the app {request.AppId} that is alive.");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Cleanup is not null)
            await Cleanup.DisposeAsync();
        if (Renewal is not null)
            await Renewal.DisposeAsync();
        if (_initializedConnections is not { } connections)
            return;
        if (_registration is { } registration)
            await DeregisterAsync(connections, registration);
        await connections.DisposeAsync();
    }

    private static InvalidOperationException NotInitialized() => new("The component has to be initialised before it is used.");

    private ComponentException Lost()
        => new($"Another process has registered the address {_registration!.Address} of this sidecar in the SQLite database "
            + $"{_settings!.Database.Location.Path}; see that each sidecar has its own port and tells its own host's address.");

    private async Task DeregisterAsync(SqliteConnections connections, SqliteRegistration registration)
    {
        try
        {
            await connections.WriteAsync(database => Table.Remove(database, registration), CancellationToken.None);
        }
        catch (ComponentException exception)
        {
            _logger?.LogWarning("The registration of this sidecar couldn't be taken back, and ends by itself. {Reason}", exception.Message);
        }
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        try
        {
            var holds = await Connections.WriteAsync(database => Table.Renew(database, _registration!), cancellationToken);
            if (!holds && !_isLost)
                _logger?.LogError("{Reason}", Lost().Message);
            else if (holds && _isLost)
                _logger?.LogInformation("This sidecar is registered again at {Address}.", _registration!.Address);
            _isLost = !holds;
        }
        catch (ComponentException exception)
        {
            _logger?.LogWarning("The registration of this sidecar couldn't be renewed; it is tried again. {Reason}", exception.Message);
        }
    }

    private async Task CleanUpAsync(CancellationToken cancellationToken)
    {
        try
        {
            var count = await Connections.WriteAsync(Table.CleanUp, cancellationToken);
            _logger?.LogDebug("Removed {Count} registrations that hold no more.", count);
        }
        catch (ComponentException exception)
        {
            _logger?.LogWarning("Registrations that hold no more couldn't be removed: {Reason}", exception.Message);
        }
    }
}

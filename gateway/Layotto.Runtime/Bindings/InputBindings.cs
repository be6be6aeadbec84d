using Layotto.Components;
using Layotto.Components.Bindings;
using Layotto.Runtime.Apps;
using Layotto.Runtime.Resiliency;
using Layotto.Runtime.State;
using Layotto.Runtime.Telemetry;
using Layotto.Runtime.Telemetry.Metrics;
using Microsoft.Extensions.Logging;

namespace Layotto.Runtime.Bindings;

/// <summary>
/// The input half of the bindings building block: reads the bindings that the app takes events of, as long as it is healthy, and moves
/// on to a new component where one replaces another.
/// </summary>
public sealed class InputBindings : IComponentObserver, IDisposable
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(60);

    private readonly ComponentRegistry _registry;
    private readonly IBindingApp _app;
    private readonly AppHealth _health;
    private readonly TimeSpan _askTimeout;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly BindingEvents _events;
    private readonly Dictionary<string, BindingReader> _readers = new(StringComparer.Ordinal);
    private readonly List<ComponentInstance> _unreadable = [];
    private readonly CancellationTokenSource _stopping = new();

    // Starting, stopping and moving come one after the other.
    private readonly Turn _turn = new();
    private IDisposable? _listening;
    private Task _retrying = Task.CompletedTask;
    private bool _isRetrying;
    private volatile bool _isStarted;
    private bool _isReading;

    /// <summary>Creates it; nothing is read yet.</summary>
    /// <param name="registry">Where the bindings are.</param>
    /// <param name="app">The app.</param>
    /// <param name="health">Whether the app can be called; no binding is read while it can't.</param>
    /// <param name="bindings">Where answers of the app are sent on to.</param>
    /// <param name="state">Where the state of answers is saved.</param>
    /// <param name="resilience">The policies around deliveries.</param>
    /// <param name="askTimeout">How long the app has to say whether it takes a binding's events (daprd's <c>--app-binding-options-timeout</c>).</param>
    /// <param name="logger">Where it is told what is read.</param>
    /// <param name="timeProvider">The clock of that time; null for the system's.</param>
    /// <param name="tracer">Starts the spans of events; null for none.</param>
    /// <param name="metrics">What is measured of events; null for nothing.</param>
    public InputBindings(
        ComponentRegistry registry,
        IBindingApp app,
        AppHealth health,
        BindingEngine bindings,
        StateEngine state,
        IResilience resilience,
        TimeSpan askTimeout,
        ILogger logger,
        TimeProvider? timeProvider = null,
        Tracer? tracer = null,
        ComponentMetrics? metrics = null)
    {
        _registry = registry;
        _app = app;
        _health = health;
        _askTimeout = askTimeout;
        _timeProvider = timeProvider ?? TimeProvider.System;
        _logger = logger;
        _events = new BindingEvents(app, bindings, state, resilience, logger, tracer ?? Tracer.Off, metrics ?? GatewayMetrics.None.Components);
    }

    /// <summary>The names of the bindings that are being read.</summary>
    public IReadOnlyList<string> Reading
    {
        get
        {
            lock (_readers)
                return [.. _readers.Keys];
        }
    }

    /// <summary>Begins to read, now or as soon as the app is healthy. To be called once, when the app listens.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        using var turn = await _turn.TakeAsync(cancellationToken).ConfigureAwait(false);
        _isStarted = true;
        _listening = _health.OnChange(isHealthy => _ = FollowHealthAsync());
        await AdjustAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops reading for good, and waits for the events under way, and for what the app's answers to them asked for.</summary>
    /// <param name="cancellationToken">Ends the patience.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _listening?.Dispose();
        _isStarted = false;
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _retrying.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            using var turn = await _turn.TakeAsync(cancellationToken).ConfigureAwait(false);
            await StopReadersAsync(cancellationToken).ConfigureAwait(false);
            await _events.DrainAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            BindingLog.Failed(_logger, "events under way are left behind");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    /// <inheritdoc/>
    public async ValueTask ComponentChangedAsync(ComponentInstance? removed, ComponentInstance? added, CancellationToken cancellationToken)
    {
        if (removed?.Component is not IInputBinding && added?.Component is not IInputBinding)
            return;
        using var turn = await _turn.TakeAsync(cancellationToken).ConfigureAwait(false);
        if (removed is not null)
            _unreadable.Remove(removed);
        if (removed is not null && Take(removed.Name, removed) is { } reader)
            await reader.StopAsync(cancellationToken).ConfigureAwait(false);
        if (added is not null && _isReading)
            await StartReaderAsync(added, cancellationToken).ConfigureAwait(false);
    }

    private async Task FollowHealthAsync()
    {
        try
        {
            using var turn = await _turn.TakeAsync(CancellationToken.None).ConfigureAwait(false);
            await AdjustAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            BindingLog.Failed(_logger, exception.Message);
        }
    }

    // Several changes that were waited for end where the last of them leads.
    private async Task AdjustAsync(CancellationToken cancellationToken)
    {
        var wanted = _isStarted && _health.IsHealthy;
        if (wanted == _isReading)
            return;
        if (!wanted)
        {
            // Events under way are waited for, however long the app takes; a stop of the gateway has a patience of its own.
            await StopReadersAsync(CancellationToken.None).ConfigureAwait(false);
            return;
        }

        _isReading = true;
        foreach (var instance in _registry.All)
            await StartReaderAsync(instance, cancellationToken).ConfigureAwait(false);
    }

    private async Task StopReadersAsync(CancellationToken cancellationToken)
    {
        _isReading = false;
        _unreadable.Clear();
        BindingReader[] readers;
        lock (_readers)
        {
            readers = [.. _readers.Values];
            _readers.Clear();
        }

        await Task.WhenAll(readers.Select(reader => reader.StopAsync(cancellationToken))).ConfigureAwait(false);
    }

    private async Task StartReaderAsync(ComponentInstance instance, CancellationToken cancellationToken)
    {
        var direction = BindingDirection.Of(instance);
        if (!direction.IsInput || instance.Health != ComponentHealth.Ready || IsRead(instance) || !instance.TryUse(out var use))
            return;
        using (use)
        {
            if (!direction.IsWritten && !await IsTakenAsync(instance, cancellationToken).ConfigureAwait(false))
            {
                BindingLog.NotTaken(_logger, instance.Name);
                return;
            }

            if (await TryReadAsync(instance, cancellationToken).ConfigureAwait(false))
                return;
            _unreadable.Add(instance);
            if (_isRetrying)
                return;
            _isRetrying = true;
            _retrying = RetryAsync();
        }
    }

    private async ValueTask<bool> TryReadAsync(ComponentInstance instance, CancellationToken cancellationToken)
    {
        var reader = new BindingReader(instance, _events, _logger);
        lock (_readers)
            _readers[instance.Name] = reader;
        if (await reader.TryStartAsync(cancellationToken).ConfigureAwait(false))
            return true;
        Take(instance.Name, instance);
        return false;
    }

    // What a binding reads from may be down for a while, such as the process of a pluggable one.
    private async Task RetryAsync()
    {
        for (var wait = FirstRetry; ; wait = wait * 2 < LastRetry ? wait * 2 : LastRetry)
        {
            await Task.Delay(wait, _timeProvider, _stopping.Token).ConfigureAwait(false);
            using var turn = await _turn.TakeAsync(_stopping.Token).ConfigureAwait(false);
            foreach (var instance in _unreadable.ToList())
            {
                if (!instance.TryUse(out var use))
                    continue;
                using (use)
                {
                    if (await TryReadAsync(instance, _stopping.Token).ConfigureAwait(false))
                        _unreadable.Remove(instance);
                }
            }

            if (_unreadable.Count > 0)
                continue;
            _isRetrying = false;
            return;
        }
    }

    private async ValueTask<bool> IsTakenAsync(ComponentInstance instance, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(_askTimeout, _timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            return await _app.TakesAsync(instance.Name, BindingEvents.RouteOf(instance), either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            BindingLog.ReadFailed(_logger, instance.Name, "the app didn't say in time whether it takes the binding's events");
            return false;
        }
    }

    private bool IsRead(ComponentInstance instance)
    {
        lock (_readers)
            return _readers.TryGetValue(instance.Name, out var reader) && reader.Instance == instance;
    }

    private BindingReader? Take(string name, ComponentInstance instance)
    {
        lock (_readers)
            return _readers.TryGetValue(name, out var reader) && reader.Instance == instance && _readers.Remove(name) ? reader : null;
    }
}

using System.Collections.Concurrent;
using System.Threading.Channels;
using Layotto.Components;
using Layotto.Components.PubSub;
using Layotto.Runtime.Errors;
using Layotto.Runtime.State;
using Layotto.Runtime.Telemetry;
using Microsoft.Extensions.Logging;

namespace Layotto.Runtime.PubSub.Outbox;

/// <summary>
/// The transactional outbox: a message is published if and only if the transaction that it belongs to is committed. A row that the transaction
/// writes holds the message until it is published, so neither a broker that is down nor the end of this process loses it.
/// </summary>
public sealed partial class StateOutbox : IStateOutbox, IComponentObserver, IDisposable
{
    private const int MaxQueued = 10_000;
    private const int PageSize = 100;

    private static readonly TimeSpan RecoverInterval = TimeSpan.FromSeconds(30);

    private readonly ComponentRegistry _registry;
    private readonly StateEngine _state;
    private readonly PubSubEngine _engine;
    private readonly string _appId;
    private readonly string _owner;
    private readonly string _namespace;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _begin;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Turn _turn = new();
    private readonly ConcurrentDictionary<string, bool> _underWay = new(StringComparer.Ordinal);
    private readonly Channel<(OutboxSettings Settings, OutboxMessage Message)> _committed =
        Channel.CreateBounded<(OutboxSettings, OutboxMessage)>(MaxQueued);

    private readonly ConcurrentDictionary<string, Task> _settling = new(StringComparer.Ordinal);

    private Task _running = Task.CompletedTask;
    private bool _isStarted;

    /// <summary>Creates the outbox; it does nothing beyond transactions before it is started.</summary>
    /// <param name="registry">Where stores and brokers are.</param>
    /// <param name="state">Reads and deletes the rows.</param>
    /// <param name="engine">Publishes.</param>
    /// <param name="appId">The app's id.</param>
    /// <param name="appNamespace">The app's namespace; empty for none.</param>
    /// <param name="logger">Where it is told what is recovered.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    public StateOutbox(
        ComponentRegistry registry, StateEngine state, PubSubEngine engine, string appId, string appNamespace, ILogger logger, TimeProvider? timeProvider = null)
    {
        _registry = registry;
        _state = state;
        _engine = engine;
        _appId = appId;
        _namespace = appNamespace;
        _owner = $"{appNamespace}/{appId}";
        _logger = logger;
        _time = timeProvider ?? TimeProvider.System;
        _begin = _time.GetUtcNow();
    }

    /// <inheritdoc/>
    public IOutboxTransaction? Begin(ComponentInstance store, IReadOnlyList<StateOperation> operations, TraceContext trace)
        => OutboxSettings.Of(store) is { } settings
            ? new OutboxTransaction(this, settings, operations, _appId, _owner, trace, _time.GetUtcNow())
            : null;

    /// <summary>Begins to publish, and to recover what a former life left unpublished. To be called once the app's subscriptions are there.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        using var turn = await _turn.TakeAsync(cancellationToken).ConfigureAwait(false);
        _isStarted = true;
        await FollowAsync(cancellationToken).ConfigureAwait(false);
        _running = Task.WhenAll(Task.Run(PublishCommittedAsync, CancellationToken.None), Task.Run(RecoverAsync, CancellationToken.None));
    }

    /// <summary>Publishes what is committed as long as there is patience; the rest is left to the next life.</summary>
    /// <param name="cancellationToken">Ends the patience.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        using var turn = await _turn.TakeAsync(CancellationToken.None).ConfigureAwait(false);
        _isStarted = false;
        await StopRemindersAsync(cancellationToken).ConfigureAwait(false);
        _committed.Writer.TryComplete();
        var left = _committed.Reader.Completion;
        await left.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Forgets the messages whose deliveries have ended. To be called after <see cref="StopAsync"/>, once no more are delivered.</summary>
    /// <param name="cancellationToken">Ends the patience; what isn't forgotten by then is published again by the next life.</param>
    public async Task SettleAsync(CancellationToken cancellationToken)
        => await Task.WhenAll(_settling.Values).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <inheritdoc/>
    public async ValueTask ComponentChangedAsync(ComponentInstance? removed, ComponentInstance? added, CancellationToken cancellationToken)
    {
        using var turn = await _turn.TakeAsync(cancellationToken).ConfigureAwait(false);
        if (_isStarted)
            await FollowAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    /// <summary>Publishes messages of a committed transaction, soon. What there is no room for is recovered later.</summary>
    internal void Enqueue(OutboxSettings settings, IReadOnlyList<OutboxMessage> messages)
    {
        foreach (var message in messages)
        {
            _underWay[message.Key] = true;
            if (!_committed.Writer.TryWrite((settings, message)))
                _underWay.TryRemove(message.Key, out _);
        }
    }

    private async Task PublishCommittedAsync()
    {
        await foreach (var (settings, message) in _committed.Reader.ReadAllAsync(_stopping.Token).ConfigureAwait(false))
        {
            try
            {
                await PublishAsync(settings, message, _stopping.Token).ConfigureAwait(false);
            }
            catch (ApiException exception)
            {
                _logger.LogWarning("A message of the outbox of {Store} couldn't be published yet, and will be later: {Reason}", settings.StoreName, exception.Message);
            }
        }
    }

    // The row goes only after the message is published: between the two a message may be published twice, and never not at all. Where the
    // broker's messages end with this process, that is only after the message is delivered.
    private async ValueTask PublishAsync(OutboxSettings settings, OutboxMessage message, CancellationToken cancellationToken)
    {
        _underWay[message.Key] = true;
        var isSettling = false;
        try
        {
            var receipt = await _engine.PublishAsync(
                settings.PubSubName,
                new PublishRequest(settings.Topic, message.Event, message.ContentType, PublishRequest.NoMetadata),
                StatusFamily.Grpc,
                hasReceipt: true,
                cancellationToken).ConfigureAwait(false);
            if (receipt.IsCompletedSuccessfully)
            {
                if (await receipt.ConfigureAwait(false))
                    await _state.DeleteRowAsync(settings.StoreName, message.Key, cancellationToken).ConfigureAwait(false);
                return;
            }

            isSettling = true;
            var begin = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _settling[message.Key] = SettleAsync(settings, message.Key, receipt, begin.Task);
            begin.SetResult();
        }
        finally
        {
            if (!isSettling)
                _underWay.TryRemove(message.Key, out _);
        }
    }

    private async Task SettleAsync(OutboxSettings settings, string key, Task<bool> receipt, Task begin)
    {
        try
        {
            await begin.ConfigureAwait(false);
            if (await receipt.ConfigureAwait(false))
                await _state.DeleteRowAsync(settings.StoreName, key, CancellationToken.None).ConfigureAwait(false);
        }
        catch (ApiException exception)
        {
            _logger.LogWarning("A message of the outbox of {Store} was published, and will be again: {Reason}", settings.StoreName, exception.Message);
        }
        finally
        {
            _underWay.TryRemove(key, out _);
            _settling.TryRemove(key, out _);
        }
    }

    private async Task RecoverAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            foreach (var settings in _registry.All.Select(OutboxSettings.Of).OfType<OutboxSettings>())
            {
                try
                {
                    await RecoverAsync(settings, _stopping.Token).ConfigureAwait(false);
                }
                catch (ApiException exception)
                {
                    _logger.LogWarning("The outbox of {Store} couldn't be looked through: {Reason}", settings.StoreName, exception.Message);
                }
            }

            await Task.Delay(RecoverInterval, _time, _stopping.Token).ConfigureAwait(false);
        }
    }

    // What was written before this process began is left over for sure; what is younger may be under way here or beside us.
    private async Task RecoverAsync(OutboxSettings settings, CancellationToken cancellationToken)
    {
        string? next = null;
        do
        {
            var page = await _state.ListRowsAsync(settings.StoreName, OutboxMessage.KeyPrefix + "%", PageSize, next, cancellationToken).ConfigureAwait(false);
            foreach (var key in page.Keys)
            {
                if (await _state.ReadRowAsync(settings.StoreName, key, cancellationToken).ConfigureAwait(false) is not { } row
                    || !OutboxMessage.TryFromRow(key, row, out var message, out var owner, out var written)
                    || owner != _owner
                    || (written >= _begin && _time.GetUtcNow() - written < RecoverInterval)
                    || !_underWay.TryAdd(key, true))
                {
                    continue;
                }

                await PublishAsync(settings, message, cancellationToken).ConfigureAwait(false);
                _logger.LogInformation("Published the message {Id} that the outbox of {Store} still held", key, settings.StoreName);
            }

            next = page.ContinuationToken;
        }
        while (next is not null);
    }
}

using System.Collections.Concurrent;
using System.Text.Json;
using Layotto.Components;
using Layotto.Components.PubSub;
using Layotto.Runtime.Errors;
using Layotto.Runtime.PubSub.Events;
using Microsoft.Extensions.Logging;

namespace Layotto.Runtime.PubSub.Outbox;

/// <content>
/// Reminders: Dapr's way, for stores that can't list their rows. The message goes through a broker before the commit, comes back to the
/// gateway, and is published if its row is there.
/// </content>
public sealed partial class StateOutbox
{
    private const int MaxAborted = 10_000;

    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LastLook = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LookPatience = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, bool> _aborted = new(StringComparer.Ordinal);
    private readonly Dictionary<(OutboxSettings Settings, ComponentInstance Broker), IAsyncDisposable> _reminders = [];

    /// <summary>Sends reminders of messages whose transaction is about to be committed.</summary>
    /// <exception cref="ApiException">One couldn't be sent.</exception>
    internal async ValueTask RemindAsync(OutboxSettings settings, IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var message in messages)
            {
                await _engine.PublishAsync(
                    settings.InternalPubSubName,
                    new PublishRequest(InternalTopic(settings), message.Event, ContentTypes.CloudEvent, PublishRequest.NoMetadata),
                    StatusFamily.Grpc,
                    cancellationToken).ConfigureAwait(false);
            }
        }
        catch (ApiException exception)
        {
            throw new ApiException(
                PubSubErrors.Outbox, ErrorKind.Internal, $"error while publishing outbox message: {exception.Message}", exception)
            {
                Facts = [KeyValuePair.Create("appID", _appId), KeyValuePair.Create("error", exception.Message)],
            };
        }
    }

    /// <summary>Notes how the transaction of reminders went: nobody has to look for the rows of one that failed.</summary>
    internal void Settle(IReadOnlyList<OutboxMessage> messages, bool isCommitted)
    {
        if (isCommitted || _aborted.Count >= MaxAborted)
            return;
        foreach (var message in messages)
            _aborted[message.Key] = true;
    }

    // By whoever has the turn.
    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        var wanted = new Dictionary<(OutboxSettings, ComponentInstance), PubSubBinding>();
        foreach (var settings in _registry.All.Select(OutboxSettings.Of).OfType<OutboxSettings>().Where(settings => settings.HasReminders))
        {
            if (_engine.Table.TryFind(settings.InternalPubSubName, out var binding, out _))
                wanted[(settings, binding.Instance)] = binding;
            else
                _logger.LogWarning("could not subscribe to internal outbox topic: outbox pubsub {PubSub} not loaded", settings.InternalPubSubName);
        }

        foreach (var (key, binding) in wanted.Where(pair => !_reminders.ContainsKey(pair.Key)))
        {
            try
            {
                _reminders[key] = await binding.Broker.SubscribeAsync(
                    new SubscribeRequest(binding.BrokerTopic(InternalTopic(key.Item1)), PublishRequest.NoMetadata),
                    (message, token) => HandleReminderAsync(key.Item1, message, token),
                    cancellationToken).ConfigureAwait(false);
            }
            catch (ComponentException exception)
            {
                _logger.LogError("could not subscribe to the internal outbox topic of {Store}: {Reason}", key.Item1.StoreName, exception.Message);
            }
        }

        foreach (var key in _reminders.Keys.Where(key => !wanted.ContainsKey(key)).ToList())
        {
            _reminders.Remove(key, out var unwanted);
            await unwanted!.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task StopRemindersAsync(CancellationToken cancellationToken)
    {
        var ending = _reminders.Values.Select(reminder => reminder.DisposeAsync().AsTask()).ToList();
        _reminders.Clear();
        await ((Task)Task.WhenAll(ending).WaitAsync(cancellationToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task HandleReminderAsync(OutboxSettings settings, PubSubMessage reminder, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        if (ReadReminder(reminder) is not { } message)
        {
            _logger.LogError("A message of the internal outbox topic of {Store} is no event with an id, and is dropped", settings.StoreName);
            return;
        }

        if (_aborted.TryRemove(message.Key, out _))
            return;
        if (await HasRowAsync(settings, message.Key, ending.Token).ConfigureAwait(false))
        {
            await PublishAsync(settings, message, ending.Token).ConfigureAwait(false);
        }
        else if (_aborted.TryRemove(message.Key, out _) || settings.DiscardsMissing)
        {
            _logger.LogWarning("The transaction of the outbox message {Id} can't be found; the message is discarded", message.Key);
        }
        else
        {
            throw new InvalidOperationException($"The transaction of the outbox message {message.Key} can't be found; the broker keeps the message.");
        }
    }

    private async ValueTask<bool> HasRowAsync(OutboxSettings settings, string key, CancellationToken cancellationToken)
    {
        var begin = _time.GetTimestamp();
        for (var wait = FirstLook; ; wait = wait * 3 < LastLook ? wait * 3 : LastLook)
        {
            if (await _state.ReadRowAsync(settings.StoreName, key, cancellationToken).ConfigureAwait(false) is { Length: > 0 })
                return true;
            if (_time.GetElapsedTime(begin) + wait > LookPatience || _aborted.ContainsKey(key))
                return false;
            await Task.Delay(wait, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    private static OutboxMessage? ReadReminder(PubSubMessage reminder)
    {
        try
        {
            using var document = EventJson.ParseObject(reminder.Data);
            var id = EventJson.Text(document.RootElement, EventFields.Id);
            return id.Length == 0 ? null : new OutboxMessage(id, reminder.Data, EventJson.Text(document.RootElement, EventFields.DataContentType));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private string InternalTopic(OutboxSettings settings) => $"{_namespace}{_appId}{settings.Topic}outbox";
}

using System.Collections.Frozen;
using Grpc.Core;
using Layotto.Components;
using Layotto.Components.Configuration;
using Layotto.Pluggable.Connections;
using Layotto.Protos.Components.V1;
using ConfigurationItem = Layotto.Components.Configuration.ConfigurationItem;

namespace Layotto.Pluggable.Configuration;

/// <summary>
/// A subscription to a configuration store in another process. When its stream ends before it is disposed it is opened again, and the
/// subscriber is told of whatever differs from what it knew, so no change is lost in between. The stream is read no faster than the
/// subscriber is told.
/// </summary>
internal sealed class ConfigurationStream : IAsyncDisposable
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    private readonly ComponentLink _link;
    private readonly SubscribeConfigurationRequest _request;
    private readonly FrozenSet<string>? _filter;
    private readonly ConfigurationHandler _handler;
    private readonly KnownItems _known;
    private readonly CancellationTokenSource _stopping;
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;
    private int _isDisposed;

    /// <summary>Creates the subscription; it begins with <see cref="StartAsync"/>.</summary>
    public ConfigurationStream(ComponentLink link, SubscribeConfigurationRequest request, ConfigurationHandler handler)
    {
        _link = link;
        _request = request;
        _filter = ConfigurationMessages.Filter(request.Keys);
        _handler = handler;

        // What is followed has to fit in the one message that begins the stream, so it isn't to outgrow that later.
        _known = new KnownItems(link.MaxMessageSize);
        _stopping = CancellationTokenSource.CreateLinkedTokenSource(link.Stopping);
    }

    /// <summary>Opens the stream, and keeps it open from now on.</summary>
    /// <exception cref="ComponentException">The process isn't there, or refuses.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _running = Task.Run(() => RunAsync(_stopping.Token), CancellationToken.None);
        await _opened.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        var delay = FirstDelay;
        while (!cancellationToken.IsCancellationRequested)
        {
            var wasOpened = false;
            Exception reason;
            try
            {
                var session = _opened.Task.IsCompleted
                    ? await _link.WaitForSessionAsync(cancellationToken).ConfigureAwait(false)
                    : _link.RequireSession();
                await FollowAsync(session, () => wasOpened = true, cancellationToken).ConfigureAwait(false);
                reason = new ComponentException("the process ended the subscription");
            }
            catch (RpcException exception)
            {
                reason = _link.Error(exception, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                reason = new ComponentUnavailableException("the process went away");
            }
            catch (Exception exception)
            {
                reason = exception;
            }

            // Whoever begins a subscription is told that it couldn't begin.
            if (_opened.TrySetException(reason) || cancellationToken.IsCancellationRequested)
                return;
            LinkLog.StreamEnded(_link.Context.Logger, _link.Context.Name, reason.Message);
            delay = wasOpened ? FirstDelay : delay;
            await Task.Delay(delay, _link.Context.TimeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
        }
    }

    private async Task FollowAsync(ComponentSession session, Action opened, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(session.Lost, cancellationToken);
        using var call = new ConfigurationStore.ConfigurationStoreClient(_link.InvokerOf(session)).Subscribe(_request, cancellationToken: ending.Token);
        var reader = call.ResponseStream;
        if (!await BeginAsync(reader, ending.Token).ConfigureAwait(false))
            return;
        if (reader.Current.Deleted.Count > 0)
            throw new ComponentException("the process began the subscription with deleted items; it must begin with all there are");
        var changes = _known.Replace(ConfigurationMessages.ToItems(reader.Current.Items, _filter));
        opened();
        _opened.TrySetResult();
        await TellAsync(changes, ending.Token).ConfigureAwait(false);
        while (await reader.MoveNext(CancellationToken.None).ConfigureAwait(false))
            await TellAsync(_known.Change(ConfigurationMessages.ToItems(reader.Current.Items, _filter), reader.Current.Deleted), ending.Token).ConfigureAwait(false);
    }

    private async Task<bool> BeginAsync(IAsyncStreamReader<SubscribeConfigurationResponse> reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.MoveNext(CancellationToken.None)
                .WaitAsync(_link.CallTimeout, _link.Context.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new ComponentUnavailableException(
                $"the process didn't begin the subscription with what there is in time, see the metadata {PluggableSettings.CallTimeout.Name}");
        }
    }

    // The subscriber's token is that of the subscription: it is told to the end, whatever becomes of the process meanwhile.
    private async Task TellAsync(Dictionary<string, ConfigurationItem> changes, CancellationToken streamEnded)
    {
        if (changes.Count == 0)
            return;
        streamEnded.ThrowIfCancellationRequested();
        try
        {
            await _handler(changes, _stopping.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (!_stopping.IsCancellationRequested)
        {
            LinkLog.NotTold(_link.Context.Logger, _link.Context.Name, changes.Count, exception.Message);
        }
    }
}

using Microsoft.Extensions.Logging;

namespace Layotto.Components.NameResolution.Consul;

/// <summary>Follows the sidecars of an app by blocking queries: the agent answers when something has changed.</summary>
internal sealed class ConsulWatch : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(180);
    private static readonly TimeSpan DefaultWait = TimeSpan.FromMinutes(5);

    private readonly string _appId;
    private readonly ConsulClient _client;
    private readonly ConsulSettings _settings;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;
    private string[] _addresses = [];

    public ConsulWatch(
        string appId, ConsulAnswer first, ConsulClient client, ConsulSettings settings, TimeProvider timeProvider, ILogger logger)
    {
        _appId = appId;
        _client = client;
        _settings = settings;
        _timeProvider = timeProvider;
        _logger = logger;
        _addresses = first.Addresses;
        _running = RunAsync();
    }

    /// <summary>Where the sidecars are; empty while that isn't known, and the agent has to be asked.</summary>
    public IReadOnlyList<string> Addresses => Volatile.Read(ref _addresses);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        var wait = _settings.Query.WaitTime ?? _settings.Client.WaitTime ?? DefaultWait;
        var index = 0L;
        var pause = FirstPause;
        try
        {
            // Whoever creates it isn't held up by the first question.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            while (true)
            {
                try
                {
                    // The agent adds up to a sixteenth to the time, so that not all come back at once.
                    var patience = (wait * 17 / 16) + ConsulClient.Patience;
                    var answer = await _client.FindAsync(
                        _settings.Query.WatchPathFor(_appId, index, wait), _settings.Query, _settings.PortMetaKey, patience, _stopping.Token)
                        .ConfigureAwait(false);
                    Volatile.Write(ref _addresses, answer.Addresses);
                    pause = FirstPause;

                    // An index that goes back means that the agent began anew, and one of 0 that it doesn't wait at all.
                    var isWaiting = answer.Index > 0;
                    index = answer.Index < index ? 0 : answer.Index;
                    if (!isWaiting)
                        await Task.Delay(FirstPause, _timeProvider, _stopping.Token).ConfigureAwait(false);
                }
                catch (ComponentException exception)
                {
                    Volatile.Write(ref _addresses, []);
                    _logger.LogWarning(
                        "The sidecars of the app {App} can't be followed, and the agent is asked for each call; tried again in {Pause:0} seconds. {Reason}",
                        _appId, pause.TotalSeconds, exception.Message);
                    await Task.Delay(pause, _timeProvider, _stopping.Token).ConfigureAwait(false);
                    pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                    index = 0;
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            Volatile.Write(ref _addresses, []);
        }
    }
}

using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Layotto.Pluggable.Discovery;

/// <summary>Wakes whoever waits when something in the sockets folder changes. The folder may come and go.</summary>
internal sealed class FolderNotices(string folder, ILogger logger) : IDisposable
{
    private readonly Channel<bool> _notices = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private FileSystemWatcher? _watcher;
    private bool _isHopeless;

    /// <summary>Waits for a notice, or for the time to pass.</summary>
    public async Task WaitAsync(TimeSpan most, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        Watch();
        using var patience = new CancellationTokenSource(most, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await _notices.Reader.ReadAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nobody told; time to look.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _watcher?.Dispose();

    private void Watch()
    {
        if (_isHopeless)
            return;
        if (!Directory.Exists(folder))
        {
            // What watched a folder that was removed doesn't see the one that takes its place.
            _watcher?.Dispose();
            _watcher = null;
            return;
        }

        if (_watcher is not null)
            return;
        try
        {
            var watcher = new FileSystemWatcher(folder);
            watcher.Created += (_, _) => Notice();
            watcher.Deleted += (_, _) => Notice();
            watcher.Renamed += (_, _) => Notice();
            watcher.Error += (_, _) => Notice();
            watcher.EnableRaisingEvents = true;
            _watcher = watcher;

            // What came before the watch began shows at the next look.
            Notice();
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or UnauthorizedAccessException)
        {
            _isHopeless = true;
            DiscoveryLog.NoNotices(logger, folder, exception.Message);
        }
    }

    private void Notice() => _notices.Writer.TryWrite(true);
}

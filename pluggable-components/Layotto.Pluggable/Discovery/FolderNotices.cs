using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Layotto.Pluggable.Discovery;

/// <summary>Wakes whoever waits when something in the sockets folders changes. The folders may come and go.</summary>
internal sealed class FolderNotices(IEnumerable<string> folders, ILogger logger) : IDisposable
{
    private readonly Channel<bool> _notices = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Watch[] _watches = [.. folders.Select(folder => new Watch(folder))];

    /// <summary>Waits for a notice, or for the time to pass.</summary>
    public async Task WaitAsync(TimeSpan most, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        foreach (var watch in _watches)
            Follow(watch);
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
    public void Dispose()
    {
        foreach (var watch in _watches)
            watch.Watcher?.Dispose();
    }

    private void Follow(Watch watch)
    {
        if (watch.IsHopeless)
            return;
        if (!Directory.Exists(watch.Folder))
        {
            // What watched a folder that was removed doesn't see the one that takes its place.
            watch.Watcher?.Dispose();
            watch.Watcher = null;
            return;
        }

        if (watch.Watcher is not null)
            return;
        try
        {
            var watcher = new FileSystemWatcher(watch.Folder);
            watcher.Created += (_, _) => Notice();
            watcher.Deleted += (_, _) => Notice();
            watcher.Renamed += (_, _) => Notice();
            watcher.Error += (_, _) => Notice();
            watcher.EnableRaisingEvents = true;
            watch.Watcher = watcher;

            // What came before the watch began shows at the next look.
            Notice();
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or UnauthorizedAccessException)
        {
            watch.IsHopeless = true;
            DiscoveryLog.NoNotices(logger, watch.Folder, exception.Message);
        }
    }

    private void Notice() => _notices.Writer.TryWrite(true);

    private sealed class Watch(string folder)
    {
        public string Folder => folder;

        public FileSystemWatcher? Watcher { get; set; }

        public bool IsHopeless { get; set; }
    }
}

using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Layotto.Gateway.Reloading;

/// <summary>
/// Calls a function whenever the watched files have changed and have come to rest. Notices of the operating system wake it; where
/// they are lost, or can't be had, it looks for itself in intervals.
/// </summary>
internal sealed class ResourceWatcher : IAsyncDisposable
{
    /// <summary>How long files must have been at rest, so that one that is being written isn't read half.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(250);

    /// <summary>The same where a file is empty, as one is between being opened and being written.</summary>
    private static readonly TimeSpan RestWhileEmpty = TimeSpan.FromSeconds(2);

    private readonly IReadOnlyList<string> _folders;
    private readonly IReadOnlyList<string> _files;
    private readonly TimeSpan _interval;
    private readonly Func<CancellationToken, Task<bool>> _changed;
    private readonly ILogger _logger;
    private readonly TimeProvider _timeProvider;
    private readonly Channel<bool> _notices = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly List<FileSystemWatcher> _watchers = [];
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    /// <summary>Creates the watcher; it begins with <see cref="Start"/>.</summary>
    /// <param name="folders">Folders whose YAML files are watched.</param>
    /// <param name="files">Single files that are watched.</param>
    /// <param name="interval">How often it looks for itself.</param>
    /// <param name="changed">Reads the files anew, and says whether all of it is in force now; if not, it is called at the next look again. It must not throw.</param>
    /// <param name="logger">Where it says that notices can't be had.</param>
    /// <param name="timeProvider">The clock.</param>
    public ResourceWatcher(
        IReadOnlyList<string> folders,
        IReadOnlyList<string> files,
        TimeSpan interval,
        Func<CancellationToken, Task<bool>> changed,
        ILogger logger,
        TimeProvider timeProvider)
    {
        _folders = folders;
        _files = files;
        _interval = interval;
        _changed = changed;
        _logger = logger;
        _timeProvider = timeProvider;
    }

    /// <summary>Begins to watch. What has changed since a fingerprint was taken counts as a change.</summary>
    public void Start(FileFingerprint known)
    {
        foreach (var folder in _folders.Concat(_files.Select(file => Path.GetDirectoryName(Path.GetFullPath(file))!)).Distinct(StringComparer.Ordinal))
            Watch(folder);

        // Nobody told of what has changed before this.
        if (Look() != known)
            Notice();
        _running = RunAsync(known, _stopping.Token);
    }

    /// <summary>Looks at the watched files now.</summary>
    public FileFingerprint Look() => FileFingerprint.Take(_folders, _files);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        foreach (var watcher in _watchers)
            watcher.Dispose();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private void Watch(string folder)
    {
        try
        {
            var watcher = new FileSystemWatcher(folder);
            watcher.Changed += (_, _) => Notice();
            watcher.Created += (_, _) => Notice();
            watcher.Deleted += (_, _) => Notice();
            watcher.Renamed += (_, _) => Notice();
            watcher.Error += (_, _) => Notice();
            watcher.EnableRaisingEvents = true;
            _watchers.Add(watcher);
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or UnauthorizedAccessException)
        {
            _logger.LogWarning(
                "No notices of changes can be had for {Folder} ({Reason}); it is looked at every {Interval}s instead, see --hot-reload-reconcile-interval",
                folder, exception.Message, _interval.TotalSeconds);
        }
    }

    private void Notice() => _notices.Writer.TryWrite(true);

    private async Task RunAsync(FileFingerprint known, CancellationToken cancellationToken)
    {
        var isSettled = true;
        while (true)
        {
            await NoticeOrIntervalAsync(cancellationToken).ConfigureAwait(false);
            var seen = await AtRestAsync(cancellationToken).ConfigureAwait(false);
            if (seen == known && isSettled)
                continue;
            isSettled = await _changed(cancellationToken).ConfigureAwait(false);

            // What was written while the files were being read shows at the next look.
            known = seen;
            if (Look() != known)
                Notice();
        }
    }

    private async Task NoticeOrIntervalAsync(CancellationToken cancellationToken)
    {
        using var interval = new CancellationTokenSource(_interval, _timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(interval.Token, cancellationToken);
        try
        {
            await _notices.Reader.ReadAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nobody told; time to look.
        }
    }

    private async Task<FileFingerprint> AtRestAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var before = Look();
            await Task.Delay(before.HasEmptyFile ? RestWhileEmpty : Rest, _timeProvider, cancellationToken).ConfigureAwait(false);
            var after = Look();
            if (after == before)
                return after;
        }
    }
}

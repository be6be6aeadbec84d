using Layotto.Components.Configuration;
using Layotto.Components.Metadata;
using Microsoft.Extensions.Logging;

namespace Layotto.Components.Embedded.Configuration;

/// <summary>
/// <c>configuration.local.file</c>: items from a JSON file, which is read again whenever it changes: written in place, replaced by a
/// rename, or reached through a link that now leads elsewhere. A file that can't be used changes nothing, and the log says why.
/// </summary>
public sealed class LocalFileConfigurationStore : IConfigurationStore
{
    private static readonly MetadataField<string> PathField = MetadataField.Text("path", "The path of the JSON file with the items.") with
    {
        Aliases = ["file"],
        IsRequired = true,
        Example = "configuration.json",
    };

    private static readonly MetadataField<TimeSpan> PollIntervalField = MetadataField.Duration(
        "pollInterval",
        "How often the file is looked at even when the system tells of no change, as it can't for network folders and links to other folders.",
        TimeSpan.FromSeconds(5),
        minimum: TimeSpan.FromMilliseconds(100));

    // Editors and writers take several steps to change a file; after this time of rest they are through.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(50);

    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();
    private ConfigurationWatch? _watch;
    private FileSystemWatcher? _watcher;
    private ITimer? _poll;
    private ITimer? _rest;
    private ILogger? _logger;
    private string _path = "";
    private byte[] _content = [];
    private string? _problem;

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => [];

    internal static MetadataSchema Schema { get; } = new(PathField, PollIntervalField);

    private ConfigurationWatch Watch => _watch ?? throw new InvalidOperationException("The component has to be initialised before it is used.");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        _logger = context.Logger;
        _path = Path.GetFullPath(PathField.Read(context.Metadata));
        var interval = PollIntervalField.Read(context.Metadata);
        _watch = new ConfigurationWatch(context.Logger);
        _rest = context.TimeProvider.CreateTimer(
            static store => ((LocalFileConfigurationStore)store!).BeginReload(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        // The watch begins before the first look, so that no change falls between the two.
        StartWatcher();
        _content = await ConfigurationFile.ReadAsync(_path, cancellationToken).ConfigureAwait(false);
        _watch.Replace(ConfigurationFile.Parse(_path, _content));
        _poll = context.TimeProvider.CreateTimer(
            static store => ((LocalFileConfigurationStore)store!).BeginReload(), this, interval, interval);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<string, ConfigurationItem>> GetAsync(
        IReadOnlyList<string> keys, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<IReadOnlyDictionary<string, ConfigurationItem>>(Watch.Get(keys));
    }

    /// <inheritdoc/>
    public ValueTask<IAsyncDisposable> SubscribeAsync(
        IReadOnlyList<string> keys,
        IReadOnlyDictionary<string, string> metadata,
        ConfigurationHandler handler,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<IAsyncDisposable>(Watch.Subscribe(keys, handler));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _watcher?.Dispose();
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (_poll is not null)
            await _poll.DisposeAsync().ConfigureAwait(false);
        if (_rest is not null)
            await _rest.DisposeAsync().ConfigureAwait(false);

        // A look that is under way ends before its subscribers do.
        await _reading.WaitAsync().ConfigureAwait(false);
        if (_watch is not null)
            await _watch.DisposeAsync().ConfigureAwait(false);
        _reading.Release();
    }

    /// <summary>Looks at the file, and takes over what it says if that differs and can be used.</summary>
    internal async Task ReloadAsync()
    {
        // One look at a time; whoever comes while one goes on is seen by the next poll at the latest.
        await _reading.WaitAsync(_stopping.Token).ConfigureAwait(false);
        try
        {
            _stopping.Token.ThrowIfCancellationRequested();
            var content = await ConfigurationFile.ReadAsync(_path, _stopping.Token).ConfigureAwait(false);
            if (content.AsSpan().SequenceEqual(_content) && _problem is null)
                return;
            var changes = Watch.Replace(ConfigurationFile.Parse(_path, content));
            _content = content;
            if (_problem is not null || changes > 0)
                _logger!.LogInformation("The configuration file {Path} was read again: {Count} items differ", _path, changes);
            _problem = null;
        }
        catch (ComponentException exception)
        {
            // Told once, however often it is looked at.
            if (_problem != exception.Message)
                _logger!.LogWarning("{Problem} The items stay as they were.", exception.Message);
            _problem = exception.Message;
        }
        finally
        {
            _reading.Release();
        }
    }

    private void BeginReload() => _ = ReloadSafelyAsync();

    private async Task ReloadSafelyAsync()
    {
        try
        {
            await ReloadAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            _logger!.LogDebug("The configuration file {Path} is no longer looked at", _path);
        }
    }

    // The folder is watched rather than the file: a rename, and a swap of a link within it, put another file in its place.
    private void StartWatcher()
    {
        try
        {
            _watcher = new FileSystemWatcher(Path.GetDirectoryName(_path)!)
            {
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size,
            };
            _watcher.Changed += (_, _) => Touch();
            _watcher.Created += (_, _) => Touch();
            _watcher.Deleted += (_, _) => Touch();
            _watcher.Renamed += (_, _) => Touch();
            _watcher.Error += (_, _) => Touch();
            _watcher.EnableRaisingEvents = true;
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            _logger!.LogWarning("The folder of {Path} can't be watched, so changes are seen by polling alone: {Reason}", _path, exception.Message);
        }
    }

    private void Touch()
    {
        if (!_stopping.IsCancellationRequested)
            _rest!.Change(Rest, Timeout.InfiniteTimeSpan);
    }
}

using System.Collections.Immutable;
using Layotto.Components;
using Layotto.Components.Specification;
using Microsoft.Extensions.Logging;

namespace Layotto.Pluggable.Discovery;

/// <summary>
/// Finds pluggable components: looks at the sockets folders, asks each process what it serves, and offers the types that come of that to
/// the catalogue. Once started it goes on for as long as the gateway runs, so sockets may appear, vanish and be replaced.
/// </summary>
public sealed class SocketDiscovery : IAsyncDisposable
{
    private const int ParallelProbes = 16;
    private static readonly TimeSpan LeastWait = TimeSpan.FromMilliseconds(50);

    private readonly PluggableOptions _options;
    private readonly ComponentCatalogue _catalogue;
    private readonly ILogger _logger;
    private readonly TimeProvider _timeProvider;
    private readonly SocketProbe _probe;
    private readonly FolderNotices _notices;
    private readonly SemaphoreSlim _scanning = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();
    private volatile ImmutableSortedDictionary<string, SocketFinding> _findings = ImmutableSortedDictionary.Create<string, SocketFinding>(StringComparer.Ordinal);
    private volatile IReadOnlyList<ComponentDescriptor> _offered = [];
    private TaskCompletionSource _changed = NewSignal();
    private readonly HashSet<string> _warnedOf = new(StringComparer.Ordinal);
    private Task _running = Task.CompletedTask;

    /// <summary>Creates the discovery; nothing is looked at yet.</summary>
    /// <param name="options">Where the sockets are, and bounds.</param>
    /// <param name="catalogue">Where types are offered.</param>
    /// <param name="logger">Where it tells what it decided.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    public SocketDiscovery(PluggableOptions options, ComponentCatalogue catalogue, ILogger logger, TimeProvider? timeProvider = null)
    {
        _options = options;
        _catalogue = catalogue;
        _logger = logger;
        _timeProvider = timeProvider ?? TimeProvider.System;
        _probe = new SocketProbe(options, catalogue.IsBuiltIn, _timeProvider);
        _notices = new FolderNotices(options.Folders, logger);
        catalogue.Hint = Hint;
    }

    /// <summary>What was decided about each file of the folder, in the order of their paths.</summary>
    public IReadOnlyList<SocketRecord> Records => [.. _findings.Values.Select(Current)];

    /// <summary>Whether components still have connections to a process that listened at a socket before the one that does now.</summary>
    /// <param name="path">The socket's path.</param>
    public bool IsDraining(string path) => _findings.TryGetValue(path, out var finding) && finding.Socket is { IsDraining: true };

    /// <summary>Looks at the folder once, and decides about what is new in it.</summary>
    /// <param name="cancellationToken">Ends the look; what was decided before stays.</param>
    public async Task ScanAsync(CancellationToken cancellationToken)
    {
        await _scanning.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var before = _findings;
            var files = _options.Folders.SelectMany(Files).ToList();
            var decided = new SocketFinding[files.Count];
            var limits = new ParallelOptions { MaxDegreeOfParallelism = ParallelProbes, CancellationToken = cancellationToken };
            await Parallel.ForAsync(0, files.Count, limits, async (index, token) =>
            {
                var known = before.GetValueOrDefault(files[index].Path);
                decided[index] = known is not null && !IsDue(files[index], known)
                    ? known
                    : await _probe.DecideAsync(files[index], known, token).ConfigureAwait(false);
            }).ConfigureAwait(false);
            Publish(before, decided);
        }
        finally
        {
            _scanning.Release();
        }
    }

    /// <summary>Begins to follow the folder.</summary>
    /// <param name="follow">
    /// Is called after the types offered have changed, and says whether everything could follow; if not, it is called again later. It is
    /// never called twice at once, and the folder is looked at while it works.
    /// </param>
    public void Start(Func<CancellationToken, Task<bool>> follow)
        => _running = Task.WhenAll(ScanForeverAsync(_stopping.Token), FollowForeverAsync(follow, _stopping.Token));

    /// <summary>
    /// Waits until the catalogue has a component's type, for as long as the component has to initialise. Where there is no folder of
    /// sockets, nothing is waited for.
    /// </summary>
    public async Task AwaitTypeAsync(ComponentSpecification specification, CancellationToken cancellationToken)
    {
        if (!ComponentKind.TryParseType(specification.Type, out var kind, out _) || !PluggableTypes.Kinds.Contains(kind) || !_options.Folders.Any(Directory.Exists))
            return;
        using var patience = new CancellationTokenSource(specification.InitTimeout, _timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _stopping.Token, cancellationToken);
        while (true)
        {
            var changed = Volatile.Read(ref _changed).Task;
            if (_catalogue.TryFind(specification.Type, specification.Version, out _, out _))
                return;
            await changed.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            if (either.IsCancellationRequested)
                return;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _notices.Dispose();
        _scanning.Dispose();
        _stopping.Dispose();
    }

    // Whether the process still answers is known to those that use it; the file says nothing of that.
    private static SocketRecord Current(SocketFinding finding)
        => finding is { Record.State: SocketState.Serving, Socket.Problem: { } problem }
            ? finding.Record with { State = SocketState.Silent, LastError = problem }
            : finding.Record;

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool IsDue(SocketFile file, SocketFinding known)
        => known.Record.State == SocketState.Gone || known.Identity != file.Identity || known.RetryAt <= _timeProvider.GetUtcNow();

    private List<SocketFile> Files(string folder)
    {
        try
        {
            if (!Directory.Exists(folder))
                return [];
            var paths = Directory.EnumerateFileSystemEntries(folder).Order(StringComparer.Ordinal).ToList();
            if (paths.Count > _options.MaxSockets && _warnedOf.Add(folder))
                DiscoveryLog.TooMany(_logger, folder, paths.Count, _options.MaxSockets);
            return [.. paths.Take(_options.MaxSockets).Select(path => SocketFile.Find(path, _options)).OfType<SocketFile>()];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (_warnedOf.Add(folder))
                DiscoveryLog.Unreadable(_logger, folder, exception.Message);
            return [];
        }
    }

    private void Publish(ImmutableSortedDictionary<string, SocketFinding> before, IReadOnlyList<SocketFinding> decided)
    {
        var present = decided.ToDictionary(finding => finding.Record.Path, StringComparer.Ordinal);
        var gone = before.Values
            .Where(finding => !present.ContainsKey(finding.Record.Path))
            .Select(Leave)
            .OrderByDescending(finding => finding.Record.DecidedAt)
            .Take(_options.MaxSockets);
        var findings = before.Clear().AddRange(present.Values.Concat(gone).Select(finding => KeyValuePair.Create(finding.Record.Path, finding)));
        foreach (var finding in findings.Values)
        {
            if (before.GetValueOrDefault(finding.Record.Path) is not { } known || IsNews(known.Record, finding.Record))
                Tell(finding.Record);
        }

        var offered = findings.Values
            .Where(finding => finding.Record.State == SocketState.Serving)
            .SelectMany(finding => finding.Descriptors.Where(descriptor => finding.Record.Types.Contains(descriptor.Type)))
            .ToList();
        _findings = findings;
        if (offered.SequenceEqual(_offered))
            return;
        _offered = offered;
        _catalogue.Offer(offered);
        Interlocked.Exchange(ref _changed, NewSignal()).SetResult();
    }

    private SocketFinding Leave(SocketFinding finding)
        => finding.Record.State == SocketState.Gone
            ? finding
            : finding with { Record = finding.Record with { State = SocketState.Gone, Types = [], DecidedAt = _timeProvider.GetUtcNow() }, RetryAt = null };

    private static bool IsNews(SocketRecord known, SocketRecord record)
        => known.State != record.State || (known.LastError != record.LastError && record.LastError is not null) || !known.Types.SequenceEqual(record.Types, StringComparer.Ordinal);

    private void Tell(SocketRecord record)
    {
        switch (record.State)
        {
            case SocketState.Serving:
                DiscoveryLog.Serving(_logger, record.Path, string.Join(", ", record.Types), record.Reflection);
                break;
            case SocketState.Refused:
                DiscoveryLog.Refused(_logger, record.Path, record.LastError);
                break;
            case SocketState.Silent:
                DiscoveryLog.Silent(_logger, record.Path, record.LastError);
                break;
            default:
                DiscoveryLog.Gone(_logger, record.Path);
                break;
        }
    }

    private string? Hint(string type)
        => _findings.Values.FirstOrDefault(finding => finding.Record.State != SocketState.Serving
                && type.EndsWith($".{finding.Record.Name}", StringComparison.OrdinalIgnoreCase)) is { } finding
            ? $"The socket {finding.Record.Path} is {(finding.Record.State == SocketState.Gone ? "gone" : $"not used: {finding.Record.LastError}")}"
            : null;

    private async Task ScanForeverAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _notices.WaitAsync(UntilNextLook(), _timeProvider, cancellationToken).ConfigureAwait(false);
            await ScanAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private TimeSpan UntilNextLook()
    {
        var soonest = _findings.Values.Min(finding => finding.RetryAt);
        var wait = soonest is { } time && time - _timeProvider.GetUtcNow() < _options.PollInterval ? time - _timeProvider.GetUtcNow() : _options.PollInterval;
        return wait > LeastWait ? wait : LeastWait;
    }

    private async Task FollowForeverAsync(Func<CancellationToken, Task<bool>> follow, CancellationToken cancellationToken)
    {
        IReadOnlyList<ComponentDescriptor> followed = [];
        var isSettled = true;
        while (true)
        {
            var changed = Volatile.Read(ref _changed).Task;
            var offered = _offered;
            if (!isSettled || !ReferenceEquals(offered, followed))
            {
                isSettled = await FollowAsync(follow, cancellationToken).ConfigureAwait(false);
                followed = offered;
            }

            using var patience = new CancellationTokenSource(isSettled ? Timeout.InfiniteTimeSpan : _options.PollInterval, _timeProvider);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
            await changed.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task<bool> FollowAsync(Func<CancellationToken, Task<bool>> follow, CancellationToken cancellationToken)
    {
        try
        {
            return await follow(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            DiscoveryLog.FollowFailed(_logger, exception.Message);
            return false;
        }
    }
}
